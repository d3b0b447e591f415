package org.mikeyhsm.hsm.provider;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.SecretClass;

/**
 * How well a token can keep one class of secret in one mode.
 *
 * @param mode the mode's name: psk, pk, dh, dhhmac, rsa-r, sakke
 * @param secretClass the class
 * @param level the best level that it reaches; empty where the token cannot do the operation at all
 * @param mechanisms the mechanisms by which, as CKM_ names; of a private key those that sign; empty
 *     for a pre-shared key
 * @param lockedAfterWrap whether one that this side makes to send is extractable until it has been
 *     wrapped, which policy strict refuses
 * @param missing what the token lacks for more: in each line the mechanisms of one way
 */
public record Capability(
    String mode,
    SecretClass secretClass,
    Optional<CustodyLevel> level,
    List<String> mechanisms,
    boolean lockedAfterWrap,
    List<String> missing) {
  /** Copies the lists. */
  public Capability {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(secretClass, "secretClass");
    Objects.requireNonNull(level, "level");
    mechanisms = List.copyOf(mechanisms);
    missing = List.copyOf(missing);
  }
}
