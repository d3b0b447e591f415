package org.mikeyhsm.hsm.token;

import java.util.Optional;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo;
import org.mikeyhsm.hsm.cryptoki.MechanismType;

/** What a token says of its mechanisms; no login is needed to know it. */
public interface Mechanisms {
  /** The token's label. */
  String label();

  /**
   * The mechanism's key sizes and flags if the token lists it, or has it without listing it. For
   * this module's mechanisms.
   */
  @SuppressWarnings("exports")
  Optional<MechanismInfo> mechanism(MechanismType type);

  /** Whether CKM_RSA_PKCS_OAEP takes a hash, as far as is known. For this module's mechanisms. */
  @SuppressWarnings("exports")
  boolean takesOaepHash(MechanismType hash);
}
