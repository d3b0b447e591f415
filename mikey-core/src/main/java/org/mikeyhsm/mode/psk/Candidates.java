package org.mikeyhsm.mode.psk;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.session.MessageKeys;

/**
 * Finds which of several pre-shared keys a message was made with, by trying them: RFC 3830 has no
 * identifier of a pre-shared key. A message of none of them costs as much as one of the last, and
 * no caller learns which it was.
 */
public final class Candidates {
  private Candidates() {}

  /** Makes the keys of a message; the caller closes them. */
  @FunctionalInterface
  public interface Maker {
    /** Makes them. */
    MessageKeys make(PskCredential credential) throws GeneralSecurityException;
  }

  /** Verifies a message. */
  @FunctionalInterface
  public interface Verifier {
    /** Whether it was made with these keys. */
    boolean verifies(MessageKeys keys) throws GeneralSecurityException;
  }

  /**
   * Tries the credentials in their order, at most {@link PskDirectory#MOST_KEYS}. What verifies is
   * taken to be of the two identities of the first, so that those of others are passed over.
   *
   * @param credentials at least one
   * @return the keys that verify, which the caller closes; all others are closed
   */
  public static Optional<MessageKeys> choose(
      List<PskCredential> credentials, Maker maker, Verifier verifier)
      throws GeneralSecurityException {
    PskCredential first = credentials.get(0);
    List<PskCredential> ofTheSame =
        credentials.stream()
            .filter(each -> each.peer().equals(first.peer()) && each.self().equals(first.self()))
            .limit(PskDirectory.MOST_KEYS)
            .toList();
    for (PskCredential credential : ofTheSame) {
      MessageKeys keys = maker.make(credential);
      boolean verified = false;
      try {
        verified = verifier.verifies(keys);
      } finally {
        if (!verified) {
          keys.close();
        }
      }
      if (verified) {
        return Optional.of(keys);
      }
    }
    return Optional.empty();
  }
}
