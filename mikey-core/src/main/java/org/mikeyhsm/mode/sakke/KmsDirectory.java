package org.mikeyhsm.mode.sakke;

import java.util.List;
import java.util.Optional;
import org.mikeyhsm.message.IdPayload;

/** The KMSs whose users may call (RFC 6509 section 2.1). Implementations are thread-safe. */
@FunctionalInterface
public interface KmsDirectory {
  /**
   * The KMSs of an identity: several if it changed its keys lately; all if a message names none.
   *
   * @param kms IDRkmsi
   */
  List<KmsDomain> find(Optional<IdPayload> kms);

  /** Of these alone. */
  static KmsDirectory of(List<KmsDomain> domains) {
    List<KmsDomain> all = List.copyOf(domains);
    return wanted ->
        all.stream()
            .filter(domain -> wanted.isEmpty() || wanted.get().equals(domain.id()))
            .toList();
  }
}
