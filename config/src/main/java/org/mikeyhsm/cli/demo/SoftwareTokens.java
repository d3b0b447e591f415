package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.cli.exchange.Certified;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.pki.CertifiedKey;

/**
 * A pre-shared key of random octets, in host memory twice: once for each party; and when they are
 * asked for, RSA keys with certificates.
 */
final class SoftwareTokens implements DemoTokens {
  private static final int PSK_OCTETS = 16;

  private final PartyKeys alice;
  private final PartyKeys bob;
  private final Map<Transcript.Role, Certified> certified = new EnumMap<>(Transcript.Role.class);
  private final Map<Transcript.Role, SakkeParty> sakke = new EnumMap<>(Transcript.Role.class);
  private Optional<DemoKms> kms = Optional.empty();

  private SoftwareTokens(byte[] psk, CustodyPolicy policy) {
    SecureRandom random = new SecureRandom();
    alice =
        new PartyKeys(
            new MikeyProvider(random, policy),
            SoftwareKey.preShared(psk),
            () -> certified(Transcript.Role.INITIATOR),
            () -> sakke(Transcript.Role.INITIATOR));
    bob =
        new PartyKeys(
            new MikeyProvider(random, policy),
            SoftwareKey.preShared(psk),
            () -> certified(Transcript.Role.RESPONDER),
            () -> sakke(Transcript.Role.RESPONDER));
  }

  private synchronized SakkeParty sakke(Transcript.Role role) {
    try {
      if (kms.isEmpty()) {
        kms = Optional.of(new DemoKms());
      }
      DemoKms issuing = kms.get();
      SakkeParty known = sakke.get(role);
      if (known == null) {
        Provider provider = (role == Transcript.Role.INITIATOR ? alice : bob).provider();
        known =
            new SakkeParty(
                issuing.user(IdPayload.uri(role.identity()), provider),
                issuing.domain(),
                member -> issuing.user(member, provider));
        sakke.put(role, known);
      }
      return known;
    } catch (GeneralSecurityException e) {
      throw new ProviderException("the identity-based keys cannot be made", e);
    }
  }

  private synchronized Certified certified(Transcript.Role role) {
    if (certified.isEmpty()) {
      try {
        certified.putAll(issue());
      } catch (GeneralSecurityException e) {
        throw new ProviderException("this JDK makes no RSA keys", e);
      }
    }
    return certified.get(role);
  }

  private static Map<Transcript.Role, Certified> issue() throws GeneralSecurityException {
    DemoAuthority authority = new DemoAuthority();
    KeyPair alices = DemoAuthority.rsa();
    KeyPair bobs = DemoAuthority.rsa();
    X509Certificate alice = authority.issue(Transcript.Role.INITIATOR, alices.getPublic());
    X509Certificate bob = authority.issue(Transcript.Role.RESPONDER, bobs.getPublic());
    return Map.of(
        Transcript.Role.INITIATOR,
        DemoAuthority.certified(
            Transcript.Role.INITIATOR,
            new CertifiedKey(alices.getPrivate(), List.of(alice)),
            bob,
            authority.certificate()),
        Transcript.Role.RESPONDER,
        DemoAuthority.certified(
            Transcript.Role.RESPONDER,
            new CertifiedKey(bobs.getPrivate(), List.of(bob)),
            alice,
            authority.certificate()));
  }

  static SoftwareTokens generate() {
    return generate(CustodyPolicy.ANY);
  }

  static SoftwareTokens generate(CustodyPolicy policy) {
    byte[] psk = new byte[PSK_OCTETS];
    try {
      new SecureRandom().nextBytes(psk);
      return new SoftwareTokens(psk, policy);
    } finally {
      Arrays.fill(psk, (byte) 0);
    }
  }

  @Override
  public PartyKeys alice() {
    return alice;
  }

  @Override
  public PartyKeys bob() {
    return bob;
  }

  @Override
  public void requireRestored() {
    // Host memory counts no objects.
  }

  @Override
  public void close() {
    alice.psk().close();
    bob.psk().close();
    sakke.values().forEach(party -> party.self().close());
    kms.ifPresent(DemoKms::close);
  }
}
