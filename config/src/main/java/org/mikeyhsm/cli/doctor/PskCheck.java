package org.mikeyhsm.cli.doctor;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.util.Optional;
import org.mikeyhsm.cli.exchange.TokenKeys;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.KeyReference;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.session.MessageKeys;

/** A pre-shared key: whether it is there, is kept, and does what a message needs of it. */
final class PskCheck {
  private static final int CSB_ID = 0;
  private static final Octets RAND = Octets.of(new byte[16]);

  private PskCheck() {}

  static Finding of(
      Configuration configuration,
      PeerSettings peer,
      KeyReference reference,
      TokenKeys keys,
      Token token) {
    String name = "psk of " + peer.identity();
    try (TokenKey key = keys.psk(reference)) {
      Optional<String> objection = configuration.policy().objection(SecretClass.PSK, key.custody());
      if (objection.isPresent()) {
        return Finding.problem(
            name, objection.get(), "Generate it without --shareable, or import it wrapped");
      }
      authenticate(key, token);
      return Finding.ok(
          name,
          reference
              + ", "
              + key.bitLength().orElse(0)
              + " bits, "
              + key.custody().level()
              + ", "
              + key.custody().origin());
    } catch (GeneralSecurityException e) {
      return Finding.problem(
          name,
          "no message can be authenticated by it: " + e.getMessage(),
          "Delete it, and provision it through the module that is configured now");
    } catch (ProviderException e) {
      return Finding.problem(
          name,
          Optional.ofNullable(e.getMessage()).orElse("it failed"),
          "mikey keys list shows what the token has; mikey keys provisions keys");
    }
  }

  /** As a message is: auth_key is derived inside the token, and a MAC computed. */
  private static void authenticate(TokenKey key, Token token) throws GeneralSecurityException {
    try (MessageKeys messageKeys =
        new MessageKeys(
            new MikeyPkcs11Provider(token), PrfFunc.MIKEY_1, SecretName.PSK, key, CSB_ID, RAND)) {
      messageKeys.mac(MacAlg.HMAC_SHA_1_160).doFinal(RAND.toArray());
    }
  }
}
