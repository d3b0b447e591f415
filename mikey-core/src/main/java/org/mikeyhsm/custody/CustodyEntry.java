package org.mikeyhsm.custody;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One line of a custody report.
 *
 * @param secret which secret
 * @param custody where it has been
 */
public record CustodyEntry(SecretName secret, Custody custody) {
  /** Refuses nulls. */
  public CustodyEntry {
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(custody, "custody");
  }

  /**
   * The line as strings, booleans, lists and maps of them, for any JSON writer: {@code secret},
   * {@code class}, {@code level}, {@code origin}, {@code boundary}, {@code mechanism}, {@code
   * attributes} (CKA_ name to boolean), {@code lockedAfterWrap}, {@code limits} (list); {@code
   * token} where one holds it. Immutable.
   */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("secret", secret.reportName());
    map.put("class", secret.secretClass().name());
    map.put("level", custody.level().name());
    map.put("origin", custody.origin().name());
    map.put("boundary", custody.boundary().name());
    map.put("mechanism", custody.mechanism());
    map.put("attributes", custody.evidence().attributes());
    map.put("lockedAfterWrap", custody.evidence().lockedAfterWrap());
    map.put("limits", custody.evidence().limits());
    custody.holder().ifPresent(token -> map.put("token", token));
    return Collections.unmodifiableMap(map);
  }
}
