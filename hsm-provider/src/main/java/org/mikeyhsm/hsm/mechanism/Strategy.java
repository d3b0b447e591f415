package org.mikeyhsm.hsm.mechanism;

import java.util.List;
import org.mikeyhsm.custody.CustodyLevel;

/** One way of carrying out an operation on a token. Stateless and thread-safe. */
public interface Strategy {

  /** The mechanisms that the token must have. */
  List<Need> needs();

  /** The best level that a secret made this way reaches. */
  CustodyLevel yields();
}
