package org.mikeyhsm.custody;

import java.security.InvalidKeyException;
import java.util.List;
import java.util.Objects;

/**
 * A policy forbids a secret, which was not made or was destroyed. The message names the class, the
 * level or boundary reached, and the mechanisms that are missing.
 */
public final class CustodyRefusedException extends InvalidKeyException {
  private static final long serialVersionUID = 1L;

  private final SecretClass secretClass;
  private final CustodyLevel reached;
  private final transient List<String> missing;

  /**
   * Describes the refusal.
   *
   * @param secretClass the class of the secret
   * @param reached the level that it reaches
   * @param objection what {@link CustodyPolicy#objection} gave
   * @param missing what would be needed for a better level; empty where it is unknown
   */
  public CustodyRefusedException(
      SecretClass secretClass, CustodyLevel reached, String objection, List<String> missing) {
    super(
        objection
            + (missing.isEmpty()
                ? "; no better way is known here"
                : "; missing: " + String.join(", or ", missing)));
    this.secretClass = Objects.requireNonNull(secretClass, "secretClass");
    this.reached = Objects.requireNonNull(reached, "reached");
    this.missing = List.copyOf(missing);
  }

  /** The class of the secret. */
  public SecretClass secretClass() {
    return secretClass;
  }

  /** The level that it reaches. */
  public CustodyLevel reached() {
    return reached;
  }

  /** What would be needed for a better level. */
  public List<String> missing() {
    return missing == null ? List.of() : missing;
  }
}
