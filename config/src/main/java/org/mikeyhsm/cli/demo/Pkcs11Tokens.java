package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import org.mikeyhsm.cli.exchange.Certified;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.trust.Certificates;

/**
 * Two tokens "alice" and "bob" of one PKCS#11 module, their PINs in {@code alice.pin} and {@code
 * bob.pin}, and in both the pre-shared key "call". If they have the RSA key pair "call" with its
 * certificate, too, these are also in {@code alice.cer} and {@code bob.cer}, and their issuer's is
 * in {@code authority.cer}. They may have {@link ProvisionedIdentities}.
 */
final class Pkcs11Tokens implements DemoTokens {
  /** Says why the launcher could not make tokens. */
  static final String REASON = "MIKEY_DEMO_TOKENS_REASON";

  /** The label of the pre-shared key. */
  static final String PSK_LABEL = "call";

  /** The label of the RSA key pair and its certificate. */
  static final String RSA_LABEL = "call";

  /** The issuer of the certificates. */
  static final String AUTHORITY = "authority";

  private final CryptokiModule module;
  private final Party alice;
  private final Party bob;

  /** A token with what it held when it was opened. */
  private record Party(Token token, PartyKeys keys, ProvisionedIdentities identities, int objects) {
    static Party open(
        CryptokiModule module, Path directory, Transcript.Role role, CustodyPolicy policy) {
      Token token =
          module.openToken(role.label(), PinSource.file(directory.resolve(role.label() + ".pin")));
      MikeyPkcs11Provider provider = new MikeyPkcs11Provider(token, policy);
      ProvisionedIdentities identities =
          new ProvisionedIdentities(token, directory, IdPayload.uri(role.identity()));
      return new Party(
          token,
          new PartyKeys(
              provider,
              token.preSharedKey(PSK_LABEL),
              () -> certified(provider, directory, role),
              identities),
          identities,
          token.objectCount());
    }

    private static Certified certified(
        MikeyPkcs11Provider provider, Path directory, Transcript.Role role) {
      Transcript.Role peer =
          role == Transcript.Role.INITIATOR ? Transcript.Role.RESPONDER : Transcript.Role.INITIATOR;
      try {
        KeyStore store = KeyStore.getInstance("PKCS11", provider);
        store.load(null, null);
        return DemoAuthority.certified(
            role,
            CertifiedKey.of(store, RSA_LABEL, null),
            certificate(directory, peer.label()),
            certificate(directory, AUTHORITY));
      } catch (GeneralSecurityException | IOException e) {
        throw new TokenUnavailableException(
            "nobody made certificates for this call: run ./mikey demo, which does", e);
      }
    }

    private static X509Certificate certificate(Path directory, String name)
        throws IOException, GeneralSecurityException {
      return Certificates.parse(Octets.of(Files.readAllBytes(directory.resolve(name + ".cer"))));
    }
  }

  private Pkcs11Tokens(CryptokiModule module, Party alice, Party bob) {
    this.module = module;
    this.alice = alice;
    this.bob = bob;
  }

  /** Opens both tokens of a module, which is closed with them. */
  static Pkcs11Tokens open(CryptokiModule module, Path pinDirectory, CustodyPolicy policy) {
    boolean done = false;
    try {
      Pkcs11Tokens tokens =
          new Pkcs11Tokens(
              module,
              Party.open(module, pinDirectory, Transcript.Role.INITIATOR, policy),
              Party.open(module, pinDirectory, Transcript.Role.RESPONDER, policy));
      done = true;
      return tokens;
    } finally {
      if (!done) {
        module.close();
      }
    }
  }

  @Override
  public PartyKeys alice() {
    return alice.keys();
  }

  @Override
  public PartyKeys bob() {
    return bob.keys();
  }

  @Override
  public void requireRestored() throws DemoException {
    for (Party party : new Party[] {alice, bob}) {
      int now = party.token().objectCount();
      if (now != party.objects()) {
        throw new DemoException(
            party.token() + " had " + party.objects() + " objects before the call and has " + now);
      }
    }
  }

  @Override
  public void close() {
    try {
      alice.identities().close();
      bob.identities().close();
      alice.keys().psk().close();
      bob.keys().psk().close();
    } finally {
      module.close();
    }
  }
}
