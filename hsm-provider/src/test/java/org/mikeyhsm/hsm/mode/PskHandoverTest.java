package org.mikeyhsm.hsm.mode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.TestMikeyTokens;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.provisioning.KeyPairs;
import org.mikeyhsm.hsm.provisioning.SecretKeys;
import org.mikeyhsm.hsm.provisioning.StoredObjects;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyProbe;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.ModeContract;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.session.TestClock;

/** A PSK that is generated on one libmikeytoken token and handed to another, in mode psk. */
@Tag("softhsm")
class PskHandoverTest {
  private static final String PSK = "handed over";
  private static final String PAIR = "handover pair";
  private static final int OCTETS = 32;

  private final TestClock clock = TestClock.ordinary();
  private Token alice;
  private Token bob;

  @BeforeEach
  void open() {
    alice = TestMikeyTokens.get().open(TestMikeyTokens.MAIN);
    bob = TestMikeyTokens.get().open(TestMikeyTokens.OTHER);
    new KeyPairs(alice).generate(PAIR, KeyPairs.Type.RSA_2048);
    new KeyPairs(bob).generate(PAIR, KeyPairs.Type.RSA_2048);
    new SecretKeys(alice).generatePsk(PSK, OCTETS, true);
  }

  @AfterEach
  void close() {
    for (Token token : List.of(alice, bob)) {
      StoredObjects objects = new StoredObjects(token);
      objects.list().stream()
          .map(object -> object.label())
          .filter(label -> label.equals(PSK) || label.equals(PAIR))
          .distinct()
          .toList()
          .forEach(objects::delete);
      token.close();
    }
  }

  private static SecretKeys.Wrapped wrap(Token from, Token to) {
    return new SecretKeys(from).wrap(PSK, (RSAPublicKey) new KeyPairs(to).publicKey(PAIR));
  }

  private void handOver() {
    SecretKeys.Wrapped wrapped = wrap(alice, bob);
    assertEquals(SecretKeys.Form.RSA_AES_KEY_WRAP, wrapped.form());
    assertTrue(new SecretKeys(bob).servesEveryMode(wrapped.form()));
    new SecretKeys(bob).importWrapped(PSK, wrapped, PAIR);
    new SecretKeys(alice).lock(PSK);
  }

  private void exchange(CustodyPolicy policy, Token from, Token to) throws Exception {
    MikeyPkcs11Provider here = new MikeyPkcs11Provider(from, policy);
    MikeyPkcs11Provider there = new MikeyPkcs11Provider(to, policy);
    MikeyContext contextHere = MikeyContext.forNewKeys(here, clock);
    MikeyContext contextThere = MikeyContext.forNewKeys(there, clock);
    try (TokenKey mine = from.preSharedKey(PSK);
        TokenKey theirs = to.preSharedKey(PSK);
        PskInitiator initiator =
            PskInitiator.initial(
                contextHere,
                new PskCredential(ModeContract.ALICE, ModeContract.BOB, mine),
                PskOffer.of(List.of(new SrtpId(0, 0x1111, 0))));
        Accepted accepted =
            new PskResponder(
                    contextThere,
                    PskDirectory.of(
                        new PskCredential(ModeContract.BOB, ModeContract.ALICE, theirs)),
                    PskResponderSettings.DEFAULT)
                .receive(initiator.start());
        CryptoSessionBundle bundle = initiator.receive(accepted.response().orElseThrow());
        SrtpMasterKey one = bundle.srtpMasterKey(1, KeyPlace.PROVIDER);
        SrtpMasterKey other = accepted.bundle().srtpMasterKey(1, KeyPlace.PROVIDER)) {
      assertArrayEquals(
          KeyProbe.USE.show(here, one.tek(), one.masterSalt()),
          KeyProbe.USE.show(there, other.tek(), other.masterSalt()));
      assertEquals(List.of(), policy.objections(bundle.custody()));
      assertEquals(List.of(), policy.objections(accepted.bundle().custody()));
    }
  }

  @Test
  void itServesModePskEachWay() throws Exception {
    assertThrows(KeyRefusedException.class, () -> alice.preSharedKey(PSK));
    handOver();
    exchange(CustodyPolicy.HARDWARE, alice, bob);
    exchange(CustodyPolicy.HARDWARE, bob, alice);
  }

  /** The maker's key was extractable; of the receiver's the token knows no such thing. */
  @Test
  void strictRefusesTheLockedKeyOfItsMakerOnly() {
    handOver();
    try (TokenKey mine = alice.preSharedKey(PSK);
        TokenKey theirs = bob.preSharedKey(PSK)) {
      assertTrue(mine.custody().evidence().lockedAfterWrap());
      assertFalse(theirs.custody().evidence().lockedAfterWrap());
      assertTrue(CustodyPolicy.STRICT.objection(SecretClass.PSK, mine.custody()).isPresent());
      assertTrue(CustodyPolicy.STRICT.objection(SecretClass.PSK, theirs.custody()).isEmpty());
    }
    assertThrows(CustodyRefusedException.class, () -> exchange(CustodyPolicy.STRICT, alice, bob));
  }

  /** As docs/certificates.md has it: wrapped for both, and the one that was extractable deleted. */
  @Test
  void strictTakesWhatWasWrappedForBoth() throws Exception {
    SecretKeys.Wrapped forAlice = wrap(alice, alice);
    handOver();
    new StoredObjects(alice).delete(PSK);
    new SecretKeys(alice).importWrapped(PSK, forAlice, PAIR);
    exchange(CustodyPolicy.STRICT, alice, bob);
    exchange(CustodyPolicy.STRICT, bob, alice);
  }

  @Test
  void whatWasImportedOrLockedOrChangedIsNotHandedOn() {
    SecretKeys.Wrapped wrapped = wrap(alice, bob);
    handOver();
    assertThrows(KeyRefusedException.class, () -> wrap(alice, bob));
    assertThrows(KeyRefusedException.class, () -> wrap(bob, alice));
    new StoredObjects(bob).delete(PSK);
    byte[] changed = wrapped.wrapped().toArray();
    changed[changed.length - 1] ^= 1;
    for (SecretKeys.Wrapped bad :
        List.of(
            new SecretKeys.Wrapped(
                SecretKeys.Purpose.PSK, OCTETS, wrapped.form(), Octets.of(changed)),
            new SecretKeys.Wrapped(
                SecretKeys.Purpose.PSK, OCTETS - 1, wrapped.form(), wrapped.wrapped()),
            new SecretKeys.Wrapped(
                SecretKeys.Purpose.PSK, OCTETS, SecretKeys.Form.RSA_OAEP, wrapped.wrapped()),
            new SecretKeys.Wrapped(
                SecretKeys.Purpose.KEK, OCTETS, wrapped.form(), wrapped.wrapped()))) {
      assertThrows(
          KeyRefusedException.class, () -> new SecretKeys(bob).importWrapped(PSK, bad, PAIR));
    }
    assertTrue(new StoredObjects(bob).list().stream().noneMatch(o -> o.label().equals(PSK)));
    assertThrows(
        KeyRefusedException.class,
        () -> {
          try (Token plain = TestTokens.get().open(TestTokens.RSA)) {
            new SecretKeys(plain).importWrapped(PSK, wrapped, PAIR);
          }
        });
  }

  /** RSAES-OAEP alone: an envelope key for all the token knows, whose encr_key only unwraps. */
  @Test
  void whatAnotherKindOfTokenWrappedDoesNotSendInModePsk() {
    try (Token plain = TestTokens.get().open(TestTokens.PROVISIONED)) {
      SecretKeys secrets = new SecretKeys(plain);
      secrets.generatePsk(PSK, OCTETS, true);
      SecretKeys.Wrapped wrapped = wrap(plain, bob);
      new StoredObjects(plain).delete(PSK);
      assertEquals(SecretKeys.Form.RSA_OAEP, wrapped.form());
      assertTrue(secrets.servesEveryMode(wrapped.form()));
      assertFalse(new SecretKeys(bob).servesEveryMode(wrapped.form()));
      new SecretKeys(bob).importWrapped(PSK, wrapped, PAIR);
    }
    new SecretKeys(alice).lock(PSK);
    assertThrows(Exception.class, () -> exchange(CustodyPolicy.ANY, bob, alice));
  }
}
