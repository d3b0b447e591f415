package org.mikeyhsm.cli.exchange;

import java.security.GeneralSecurityException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.TokenSettings;
import org.mikeyhsm.hsm.pool.KeyProof;
import org.mikeyhsm.hsm.pool.PooledToken;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.psk.PskRotation;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.mode.sakke.UserKeys;

/** A party on one token of a pool, with its responders. Thread-safe. */
public final class PooledParty implements PooledToken {
  private final Party party;
  private final Map<Mode, ExchangeMode.Responder> responders = new EnumMap<>(Mode.class);

  private PooledParty(Party party, List<ExchangeMode> modes) {
    this.party = party;
    modes.forEach(mode -> responders.put(mode.mode(), mode.responder(party)));
  }

  /** Opens one. */
  static PooledParty of(PartyOpener opener, TokenSettings token, List<ExchangeMode> modes) {
    try {
      Party party = opener.open(token);
      boolean done = false;
      try {
        PooledParty result = new PooledParty(party, modes);
        done = true;
        return result;
      } finally {
        if (!done) {
          party.close();
        }
      }
    } catch (KeyFileException e) {
      throw new KeyRefusedException(e.getMessage(), e);
    }
  }

  /** The party. */
  Party party() {
    return party;
  }

  /** Answers an I_MESSAGE of a mode; the caller closes what comes of it. */
  Accepted answer(Mode mode, Octets message) throws MikeyException, GeneralSecurityException {
    return responders.get(mode).receive(message);
  }

  @Override
  public Map<String, Octets> proofs(Octets challenge) throws GeneralSecurityException {
    Map<String, Octets> proofs = new LinkedHashMap<>();
    int number = 0;
    for (PskRotation.Entry entry : party.psks().entries()) {
      proofs.put(
          "psk " + ++number + " (with " + entry.credential().peer().data().toUtf8() + ")",
          KeyProof.ofPreSharedKey(party.context().provider(), entry.credential().psk(), challenge));
    }
    if (party.certificate().isPresent()) {
      for (PkiIdentity self : party.certificate().get().selves()) {
        proofs.put(
            "key-pair " + ++number,
            KeyProof.ofPrivateKey(
                party.context().provider(),
                self.signing().key(),
                self.signing().publicKey(),
                self.scheme().algorithm(),
                self.scheme().parameters(),
                challenge));
      }
    }
    if (party.identityKeys().isPresent()) {
      for (SakkeUser self : party.identityKeys().get().selves()) {
        UserKeys keys = self.keys().get(0);
        proofs.put(
            "identity-based keys of " + self.id().data().toUtf8(),
            KeyProof.ofIdentityKey(
                party.context().provider(),
                keys.signing(),
                keys.kms().authentication().forSigner(keys.identifier()),
                challenge));
      }
    }
    return proofs;
  }

  @Override
  public void close() {
    try {
      responders.values().forEach(ExchangeMode.Responder::close);
    } finally {
      party.close();
    }
  }
}
