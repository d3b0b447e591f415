package org.mikeyhsm.hsm.mechanism;

import java.util.List;
import org.mikeyhsm.custody.CustodyLevel;

/** One way of carrying out an operation on a token. Stateless and thread-safe. */
public interface Strategy {

  /** The mechanisms that the token must have. */
  List<Need> needs();

  /** The best level that a secret made this way reaches. */
  CustodyLevel yields();

  /**
   * Whether a secret that is made this way to be sent is extractable until it has been wrapped
   * (CKA_NEVER_EXTRACTABLE is false), which policy {@code strict} refuses.
   */
  default boolean locksAfterWrap() {
    return false;
  }
}
