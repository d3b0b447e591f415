package org.mikeyhsm.hsm.pool;

import java.security.GeneralSecurityException;
import java.util.Map;
import org.mikeyhsm.message.Octets;

/**
 * One token of a pool, with what an application has made on it: a provider, keys, whatever it works
 * with. The pool closes it. Thread-safe.
 */
public interface PooledToken extends AutoCloseable {

  /**
   * What tells its keys from others, worked out by the keys themselves: the same challenge gives
   * the same proofs on each token with the same keys, and no proof at all where the token does not
   * work. {@link KeyProof} makes them.
   *
   * @param challenge the same octets for all tokens of a pool
   * @return name of a key, for people to read, to a value that is public
   */
  Map<String, Octets> proofs(Octets challenge) throws GeneralSecurityException;

  /** Closes what was made, and the token; called again where it throws. */
  @Override
  void close();
}
