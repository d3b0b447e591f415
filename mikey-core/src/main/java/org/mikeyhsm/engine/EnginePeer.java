package org.mikeyhsm.engine;

import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.sakke.KmsDomain;

/**
 * Whom this side talks to. A peer's certificates are not here but in {@link
 * org.mikeyhsm.mode.pki.PkiTrust}, which judges them.
 *
 * @param id the peer's identity
 * @param psk the pre-shared key with it, which its owner closes
 * @param kms its KMS, for SAKKE messages to it
 */
public record EnginePeer(IdPayload id, Optional<CustodialKey> psk, Optional<KmsDomain> kms) {
  /** Refuses nulls. */
  public EnginePeer {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(psk, "psk");
    Objects.requireNonNull(kms, "kms");
  }

  /** A peer with neither. */
  public static EnginePeer of(IdPayload id) {
    return new EnginePeer(id, Optional.empty(), Optional.empty());
  }

  /** The same with a pre-shared key. */
  public EnginePeer withPsk(CustodialKey key) {
    return new EnginePeer(id, Optional.of(key), kms);
  }

  /** The same with a KMS. */
  public EnginePeer withKms(KmsDomain domain) {
    return new EnginePeer(id, psk, Optional.of(domain));
  }
}
