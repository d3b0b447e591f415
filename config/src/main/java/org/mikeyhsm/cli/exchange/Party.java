package org.mikeyhsm.cli.exchange;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.config.KeyReference;
import org.mikeyhsm.config.Modules;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.config.PinSources;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.session.BundleStore;
import org.mikeyhsm.session.ReplayCache;
import org.mikeyhsm.session.TimestampSource;

/**
 * This side as its configuration has it: the token, its provider under the policy, the credentials.
 * Whoever opened it closes it, after everything made of its keys.
 *
 * @param configuration the configuration
 * @param module closed with it
 * @param context the provider, the clock, the bounds
 * @param credentials one for each peer with a pre-shared key
 */
public record Party(
    Configuration configuration,
    CryptokiModule module,
    MikeyContext context,
    List<PskCredential> credentials)
    implements AutoCloseable {

  /**
   * Opens the token and finds the keys.
   *
   * @param environment for the PIN
   * @throws org.mikeyhsm.hsm.token.TokenUnavailableException if the token cannot be reached
   * @throws org.mikeyhsm.hsm.token.PinRefusedException if it refuses the PIN
   * @throws org.mikeyhsm.hsm.token.KeyNotFoundException if it has not the keys
   * @throws KeyRefusedException if it would give a key away
   */
  public static Party open(
      Configuration configuration, Map<String, String> environment, Clock clock) {
    CryptokiModule module = Modules.open(configuration.token());
    boolean done = false;
    try {
      Token token =
          module.openToken(
              configuration.token().selector(),
              PinSources.of(configuration.token().pin(), environment),
              configuration.token().boundary());
      MikeyContext context =
          new MikeyContext(
              new MikeyPkcs11Provider(token, configuration.policy()),
              new SecureRandom(),
              new TimestampSource(clock),
              ReplayCache.forNewKeys(configuration.replay(), clock),
              new BundleStore(),
              configuration.limits(),
              Set.of());
      Party party =
          new Party(configuration, module, context, credentials(configuration, module, token));
      done = true;
      return party;
    } finally {
      if (!done) {
        module.close();
      }
    }
  }

  /** Copies the list. */
  public Party {
    credentials = List.copyOf(credentials);
  }

  private static List<PskCredential> credentials(
      Configuration configuration, CryptokiModule module, Token token) {
    List<PskCredential> credentials = new ArrayList<>();
    for (PeerSettings peer : configuration.peers()) {
      peer.psk()
          .ifPresent(
              reference ->
                  credentials.add(
                      new PskCredential(
                          Identities.payload(configuration.identity()),
                          Identities.payload(peer.identity()),
                          key(reference, module, token))));
    }
    return credentials;
  }

  /** The key that a configuration names. */
  public static TokenKey key(KeyReference reference, CryptokiModule module, Token token) {
    if (reference instanceof KeyReference.Id id) {
      return token.preSharedKeyOfId(id.id());
    }
    if (reference instanceof KeyReference.Label label) {
      return token.preSharedKey(label.label());
    }
    KeyReference.Uri uri = (KeyReference.Uri) reference;
    boolean here =
        module.slots().stream()
            .filter(slot -> slot.slot() == token.slotNumber())
            .anyMatch(uri.uri().token()::matches);
    if (!here) {
      throw new KeyRefusedException(uri + " names a key of another token than " + token.label());
    }
    return token.preSharedKey(uri.uri().object().orElseThrow());
  }

  /** Closes the keys, the token and the module. */
  @Override
  public void close() {
    try {
      credentials.forEach(credential -> credential.psk().close());
    } finally {
      module.close();
    }
  }
}
