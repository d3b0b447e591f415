package org.mikeyhsm.jca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** What every {@code KeyEncapsulation} and {@code KeyFactory} SAKKE does. */
public abstract class KeyEncapsulationContract extends EngineContract {
  /** For a provider's own tests. */
  protected KeyEncapsulationContract() {}

  /** An SSV of known octets that may be encapsulated; closed by the test. */
  protected CustodialKey ssv(byte[] octets) throws InvalidKeyException {
    return key(octets, KeyUse.TEK_GENERATION);
  }

  private KeyEncapsulation sakke() throws NoSuchAlgorithmException {
    return KeyEncapsulation.getInstance("SAKKE", provider());
  }

  private CustodialPrivateKey receiverKey(SakkeReceiverKeySpec spec)
      throws GeneralSecurityException {
    return (CustodialPrivateKey) KeyFactory.getInstance("SAKKE", provider()).generatePrivate(spec);
  }

  @Test
  void agreesWithRfc6508() throws GeneralSecurityException {
    KeyEncapsulation.Encapsulator sender = sakke().newEncapsulator(IdentityKeys.sakkePublicKey());
    byte[] label = label(TEK, 1, octets(4, 2), octets(16, 3));
    try (CustodialKey ssv = ssv(IdentityKeys.SSV.toArray());
        CustodialPrivateKey rsk = receiverKey(IdentityKeys.receiverKey())) {
      assertEquals(
          IdentityKeys.encapsulatedData(), sender.encapsulate(ssv, IdentityKeys.IDENTIFIER));
      KeyEncapsulation.Decapsulator receiver = sakke().newDecapsulator(rsk);
      for (int i = 0; i < 6; i++) {
        try (CustodialKey opened = receiver.decapsulate(IdentityKeys.encapsulatedData())) {
          // The same SSV: it does the same.
          assertArrayEquals(shownTek(ssv, label), shownTek(opened, label));
          assertEquals(OptionalInt.of(128), opened.bitLength());
        }
      }
    }
  }

  @Test
  void sendsAGroupTheSameSecret() throws GeneralSecurityException {
    KeyEncapsulation.Encapsulator sender = sakke().newEncapsulator(IdentityKeys.sakkePublicKey());
    List<Octets> group = new ArrayList<>();
    IntStream.range(0, 5).mapToObj(i -> Octets.ofUtf8("member " + i)).forEach(group::add);
    group.add(IdentityKeys.IDENTIFIER);
    try (CustodialKey ssv = sender.generateSecret();
        CustodialKey other = sender.generateSecret();
        CustodialPrivateKey rsk = receiverKey(IdentityKeys.receiverKey())) {
      List<Octets> sent = sender.encapsulate(ssv, group);
      assertEquals(group.size(), sent.size());
      for (int i = 0; i < group.size(); i++) {
        assertEquals(273, sent.get(i).length());
        assertEquals(sender.encapsulate(ssv, group.get(i)), sent.get(i));
      }
      assertNotEquals(sent, sender.encapsulate(other, group));
      assertEquals(List.of(), sender.encapsulate(ssv, List.of()));
      KeyEncapsulation.Decapsulator receiver = sakke().newDecapsulator(rsk);
      receiver.decapsulate(sent.get(5)).close();
      assertThrows(DecapsulationException.class, () -> receiver.decapsulate(sent.get(0)));
    }
  }

  @Test
  void refusalsLookAlike() throws GeneralSecurityException {
    try (CustodialPrivateKey rsk = receiverKey(IdentityKeys.receiverKey())) {
      KeyEncapsulation.Decapsulator receiver = sakke().newDecapsulator(rsk);
      byte[] good = IdentityKeys.encapsulatedData().toArray();
      List<Octets> bad = new ArrayList<>(List.of(Octets.empty(), Octets.of(good, 0, 272)));
      for (int i : new int[] {0, 1, 128, 129, 256, 257, 272}) {
        byte[] changed = good.clone();
        changed[i] ^= 1;
        bad.add(Octets.of(changed));
      }
      String message = new DecapsulationException().getMessage();
      for (Octets encapsulation : bad) {
        DecapsulationException refusal =
            assertThrows(DecapsulationException.class, () -> receiver.decapsulate(encapsulation));
        assertEquals(message, refusal.getMessage());
        assertNull(refusal.getCause());
      }
      receiver.decapsulate(Octets.of(good)).close();
    }
  }

  @Test
  void keyIsOpaqueAndCloses() throws GeneralSecurityException {
    CustodialPrivateKey rsk = receiverKey(IdentityKeys.receiverKey());
    assertNull(rsk.getFormat());
    assertEquals("SAKKE", rsk.getAlgorithm());
    assertTrue(rsk.custody().mechanism().contains("SAKKE"));
    KeyEncapsulation.Decapsulator receiver = sakke().newDecapsulator(rsk);
    rsk.close();
    assertTrue(rsk.isDestroyed());
    assertThrows(
        InvalidKeyException.class, () -> receiver.decapsulate(IdentityKeys.encapsulatedData()));
    assertThrows(InvalidKeyException.class, () -> sakke().newDecapsulator(rsk));
  }

  @Test
  void refusesAKeyThatDoesNotVerify() throws GeneralSecurityException {
    SakkeReceiverKeySpec good = IdentityKeys.receiverKey();
    byte[] changed = good.rsk().copy();
    changed[256] ^= 1;
    for (SakkeReceiverKeySpec bad :
        List.of(
            new SakkeReceiverKeySpec(good.kmsPublicKey(), Octets.ofUtf8("another"), good.rsk()),
            new SakkeReceiverKeySpec(good.kmsPublicKey(), Octets.empty(), good.rsk()),
            new SakkeReceiverKeySpec(
                good.kmsPublicKey(), good.identifier(), SecretOctets.copyOf(changed)))) {
      assertThrows(InvalidKeySpecException.class, () -> receiverKey(bad));
    }
    KeyFactory factory = KeyFactory.getInstance("SAKKE", provider());
    assertThrows(
        InvalidKeySpecException.class,
        () -> factory.generatePrivate(new X509EncodedKeySpec(new byte[1])));
    assertThrows(InvalidKeyException.class, () -> SakkePublicKey.of(Octets.of(new byte[257])));
  }

  @Test
  void refusesKeysOfOtherKinds() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair stranger = generator.generateKeyPair();
    assertThrows(InvalidKeyException.class, () -> sakke().newEncapsulator(stranger.getPublic()));
    assertThrows(InvalidKeyException.class, () -> sakke().newDecapsulator(stranger.getPrivate()));
    KeyEncapsulation.Encapsulator sender = sakke().newEncapsulator(IdentityKeys.sakkePublicKey());
    assertThrows(
        InvalidKeyException.class, () -> sender.encapsulate(stranger(), IdentityKeys.IDENTIFIER));
    try (CustodialKey tooLong = key(octets(32, 1), KeyUse.TEK_GENERATION)) {
      assertThrows(
          InvalidKeyException.class, () -> sender.encapsulate(tooLong, IdentityKeys.IDENTIFIER));
    }
    assertThrows(
        NoSuchAlgorithmException.class, () -> KeyEncapsulation.getInstance("X", provider()));
  }
}
