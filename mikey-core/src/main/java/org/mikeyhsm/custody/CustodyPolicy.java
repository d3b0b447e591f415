package org.mikeyhsm.custody;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The least custody that each class of secret must reach. Salts are no keys and are never judged.
 *
 * @param name what reports and messages call it
 * @param minimums the least level by class; a class that is absent may be HOST
 * @param boundary what a secret that must not be in host memory must live in, at least
 * @param refusesLockedAfterWrap whether a key is refused that is extractable, or was until it was
 *     wrapped (CKA_NEVER_EXTRACTABLE is false)
 */
public record CustodyPolicy(
    String name,
    Map<SecretClass, CustodyLevel> minimums,
    Boundary boundary,
    boolean refusesLockedAfterWrap) {

  /** Takes what the token can do, and reports it. */
  public static final CustodyPolicy ANY = new CustodyPolicy("any", Map.of(), Boundary.NONE, false);

  /**
   * Long-term keys, pre-shared keys, KEKs, ephemeral keys and TGKs stay in the token; a TEK may be
   * exported to an SRTP engine.
   */
  public static final CustodyPolicy HARDWARE =
      new CustodyPolicy(
          "hardware",
          Map.of(
              SecretClass.LONG_TERM,
              CustodyLevel.TOKEN,
              SecretClass.PSK,
              CustodyLevel.TOKEN,
              SecretClass.KEK,
              CustodyLevel.TOKEN,
              SecretClass.EPHEMERAL,
              CustodyLevel.TOKEN,
              SecretClass.TGK,
              CustodyLevel.TOKEN),
          Boundary.NONE,
          false);

  /**
   * Every key stays in the token. So Encr alg NULL is refused, for it puts keys into the message,
   * and so are keys that are extractable, or were until they were wrapped.
   */
  public static final CustodyPolicy STRICT =
      new CustodyPolicy("strict", everyKey(CustodyLevel.TOKEN), Boundary.NONE, true);

  /** Copies the map. */
  public CustodyPolicy {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(boundary, "boundary");
    minimums = Map.copyOf(minimums);
  }

  /** The presets, the most permissive first. */
  public static List<CustodyPolicy> presets() {
    return List.of(ANY, HARDWARE, STRICT);
  }

  /** This policy with a demand on the boundary. */
  public CustodyPolicy within(Boundary wanted) {
    return new CustodyPolicy(name, minimums, wanted, refusesLockedAfterWrap);
  }

  /** The least level of a class. */
  public CustodyLevel minimum(SecretClass secretClass) {
    return minimums.getOrDefault(secretClass, CustodyLevel.HOST);
  }

  /**
   * Judges one secret.
   *
   * @return what this policy has against it, for people to read; empty if nothing
   */
  public Optional<String> objection(SecretClass secretClass, Custody custody) {
    if (secretClass == SecretClass.SALT || custody.level() == CustodyLevel.PUBLIC) {
      return Optional.empty();
    }
    CustodyLevel minimum = minimum(secretClass);
    if (!custody.level().reaches(minimum)) {
      return Optional.of(
          "policy "
              + name
              + " wants every "
              + secretClass
              + " at level "
              + minimum
              + ", and it reaches "
              + custody.level()
              + " only");
    }
    boolean mayBeAnywhere = minimum == CustodyLevel.HOST && custody.level() == CustodyLevel.HOST;
    if (!custody.boundary().reaches(boundary) && !(mayBeAnywhere && isExport(secretClass))) {
      return Optional.of(
          "policy "
              + name
              + " wants every "
              + secretClass
              + " within boundary "
              + boundary
              + ", and it is within "
              + custody.boundary()
              + " only");
    }
    if (refusesLockedAfterWrap && custody.evidence().lockedAfterWrap()) {
      return Optional.of(
          "policy "
              + name
              + " wants no "
              + secretClass
              + " that was ever extractable, and this one was until it had been wrapped"
              + " (CKA_NEVER_EXTRACTABLE is false)");
    }
    if (refusesLockedAfterWrap && custody.evidence().isExtractable()) {
      return Optional.of(
          "policy "
              + name
              + " wants no "
              + secretClass
              + " that can be wrapped out, and this one can (CKA_EXTRACTABLE is true)");
    }
    return Optional.empty();
  }

  /** What this policy has against the secrets of a report, in its order. */
  public List<String> objections(CustodyReport report) {
    return report.entries().stream()
        .flatMap(e -> objection(e.secret().secretClass(), e.custody()).stream())
        .distinct()
        .toList();
  }

  /** What an SRTP engine may be given. */
  private static boolean isExport(SecretClass secretClass) {
    return secretClass == SecretClass.TEK || secretClass == SecretClass.SRTP;
  }

  private static Map<SecretClass, CustodyLevel> everyKey(CustodyLevel level) {
    Map<SecretClass, CustodyLevel> all = new EnumMap<>(SecretClass.class);
    for (SecretClass secretClass : SecretClass.values()) {
      if (secretClass != SecretClass.SALT) {
        all.put(secretClass, level);
      }
    }
    return Collections.unmodifiableMap(all);
  }
}
