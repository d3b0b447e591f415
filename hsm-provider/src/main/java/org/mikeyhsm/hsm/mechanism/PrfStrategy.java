package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.MikeyPrf;
import org.mikeyhsm.message.Octets;

/** A way to compute the PRF of RFC 3830 section 4.1.2. */
public interface PrfStrategy extends Strategy {
  /** The ways to compute MIKEY-1, best custody first. */
  List<PrfStrategy> MIKEY_1 = List.of(ProfilePrf.mikey1(), new DoublePipelinePrf(), new HmacPrf());

  /** The ways to compute PRF-HMAC-SHA-256 (RFC 6043 section 6.1). */
  List<PrfStrategy> PRF_HMAC_SHA_256 = List.of(ProfilePrf.hmacSha256());

  /** The usage flags of an inkey that is computed with in this way. */
  Set<AttributeType> inkeyUsage();

  /** The mechanisms that an inkey may be used with. */
  Set<MechanismType> inkeyMechanisms();

  /** Octets of the longest inkey that is one object; a longer one is kept as blocks of that. */
  default int longestInkeyObject() {
    return MikeyPrf.BLOCK_LENGTH;
  }

  /**
   * Derives a key.
   *
   * @return the key, which the caller closes
   * @throws InvalidKeyException if the token cannot use {@code inkey}
   */
  CustodialKey deriveKey(Token token, SecretKey inkey, byte[] label, DerivedKeySpec spec)
      throws InvalidKeyException;

  /**
   * Derives a salt of {@code length} octets, which is public.
   *
   * @throws InvalidKeyException if the token cannot use {@code inkey}
   */
  Octets deriveSalt(Token token, SecretKey inkey, byte[] label, int length)
      throws InvalidKeyException;
}
