package org.mikeyhsm.hsm.mechanism;

import java.util.List;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Token;

/** One way of carrying out an operation on a token. Stateless and thread-safe. */
public interface Strategy {

  /** The mechanisms that the token must have. */
  List<MechanismType> needs();

  /** The best level that a secret made this way reaches. */
  CustodyLevel yields();

  /**
   * Picks the first way that the token has the mechanisms for.
   *
   * @param operation the operation's name, for people to read
   * @param ways in the order of preference, not empty
   * @throws MechanismMissingException if the token can go none of the ways
   */
  static <S extends Strategy> S choose(String operation, List<S> ways, Token token) {
    for (S way : ways) {
      if (way.needs().stream().allMatch(type -> token.mechanism(type).isPresent())) {
        return way;
      }
    }
    S last = ways.get(ways.size() - 1);
    List<MechanismType> missing =
        last.needs().stream().filter(type -> token.mechanism(type).isEmpty()).toList();
    throw new MechanismMissingException(
        "token " + token.label() + " cannot do " + operation + ": it has no " + missing);
  }
}
