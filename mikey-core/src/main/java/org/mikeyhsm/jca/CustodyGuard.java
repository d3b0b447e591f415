package org.mikeyhsm.jca;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.custody.SecretEvents;

/**
 * Where a provider holds its keys to a policy: before it makes one, with what it can reach, and
 * after, with what the key became. Immutable and thread-safe.
 *
 * @param policy the policy
 */
public record CustodyGuard(CustodyPolicy policy) {
  /** Lets everything through. */
  public static final CustodyGuard NONE = new CustodyGuard(CustodyPolicy.ANY);

  /** Refuses nulls. */
  public CustodyGuard {
    Objects.requireNonNull(policy, "policy");
  }

  /**
   * Judges a key before it is made or used.
   *
   * @param secretClass its class
   * @param custody the best that it can reach
   * @param missing what would be needed for a better level, for people to read
   * @throws CustodyRefusedException if the policy forbids it
   */
  public void permit(SecretClass secretClass, Custody custody, List<String> missing)
      throws CustodyRefusedException {
    Optional<String> objection = policy.objection(secretClass, custody);
    if (objection.isPresent()) {
      throw new CustodyRefusedException(secretClass, custody.level(), objection.get(), missing);
    }
  }

  /**
   * Judges a key that was made, and records it as a JFR event.
   *
   * @param key the key, closed if it is refused
   * @return the key
   * @throws CustodyRefusedException if the policy forbids it
   */
  public <K extends CustodialKey> K admit(SecretClass secretClass, K key, List<String> missing)
      throws CustodyRefusedException {
    try {
      permit(secretClass, key.custody(), missing);
    } catch (CustodyRefusedException e) {
      key.close();
      throw e;
    }
    SecretEvents.record(secretClass, key.custody());
    return key;
  }
}
