package org.mikeyhsm.service;

import java.security.ProviderException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.engine.EngineHealth.Finding;
import org.mikeyhsm.engine.EngineHealth.Status;
import org.mikeyhsm.engine.HealthCheck;
import org.mikeyhsm.hsm.provisioning.StoredObjects;
import org.mikeyhsm.hsm.token.Token;

/**
 * Whether the token answers, this process is logged in to it, and the keys are there. Asking it
 * recovers a login that was lost, as any operation does.
 */
final class TokenHealth implements HealthCheck {
  private final Token token;
  private final Map<String, Runnable> expected = new LinkedHashMap<>();

  TokenHealth(Token token) {
    this.token = token;
  }

  /**
   * Has a key looked for; before the first check only.
   *
   * @param name of the key, for people to read
   * @param find throws a {@link ProviderException} if it is not there
   */
  void expect(String name, Runnable find) {
    expected.put(name, find);
  }

  @Override
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    try {
      token.generateRandom(new byte[Long.BYTES]);
      // This looks at the objects themselves, and has the finders below do so too.
      int objects = new StoredObjects(token).list().size();
      findings.add(
          new Finding(
              "token",
              Status.UP,
              "token "
                  + token.label()
                  + ", serial number "
                  + token.serialNumber()
                  + ", answers and this process is logged in; it has "
                  + objects
                  + " keys and certificates"));
    } catch (ProviderException e) {
      return List.of(
          new Finding("token", Status.DOWN, "token " + token.label() + ": " + e.getMessage()));
    }
    expected.forEach((name, find) -> findings.add(key(name, find)));
    return findings;
  }

  private static Finding key(String name, Runnable find) {
    try {
      find.run();
      return new Finding("key", Status.UP, name + " is there");
    } catch (ProviderException e) {
      return new Finding("key", Status.DOWN, name + ": " + e.getMessage());
    }
  }
}
