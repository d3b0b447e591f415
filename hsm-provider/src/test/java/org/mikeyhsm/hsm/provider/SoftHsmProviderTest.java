package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.IaikCryptoki;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.hsm.mechanism.SessionKeys;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.ReferencePrf;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.Octets;

/** The provider on SoftHSM2: evidence, limits, nothing left behind, many threads. */
@Tag("softhsm")
class SoftHsmProviderTest {
  private static final List<String> ALGORITHMS = List.of("AES-CM-128", "AES-KW-128", "NULL");
  private static final List<AttributeType> FLAGS =
      List.of(
          AttributeType.TOKEN,
          AttributeType.PRIVATE,
          AttributeType.SENSITIVE,
          AttributeType.EXTRACTABLE,
          AttributeType.MODIFIABLE,
          AttributeType.ENCRYPT,
          AttributeType.DECRYPT,
          AttributeType.WRAP,
          AttributeType.UNWRAP,
          AttributeType.SIGN,
          AttributeType.VERIFY,
          AttributeType.DERIVE,
          AttributeType.VALUE);

  private final Token token = TestTokens.get().open(TestTokens.MAIN);
  private final Provider provider = new MikeyPkcs11Provider(token);

  @AfterEach
  void close() {
    token.close();
  }

  private Exchange exchange(String psk, int number) {
    return new Exchange(
        provider, token.preSharedKey(psk), number, ALGORITHMS.get(number % ALGORITHMS.size()));
  }

  /** What the token itself says of every session object, with no help from the layers above. */
  private static List<Attributes> sessionObjects() throws IOException {
    // The library is the process's: this second face shares its state and login.
    Cryptoki cryptoki = IaikCryptoki.load(TestTokens.get().library());
    SlotId slot =
        cryptoki.slotList().stream()
            .filter(id -> cryptoki.tokenInfo(id).label().equals(TestTokens.MAIN))
            .findFirst()
            .orElseThrow();
    SessionHandle session = cryptoki.openSession(slot);
    try {
      List<ObjectHandle> objects =
          cryptoki.findObjects(session, List.of(new Attribute.Flag(AttributeType.TOKEN, false)));
      return objects.stream()
          .map(object -> cryptoki.getAttributes(session, object, FLAGS))
          .toList();
    } finally {
      cryptoki.closeSession(session);
    }
  }

  private static Set<AttributeType> usage(Attributes attributes) {
    EnumSet<AttributeType> usage = EnumSet.noneOf(AttributeType.class);
    FLAGS.stream()
        .filter(flag -> flag.code() >= AttributeType.ENCRYPT.code())
        .filter(flag -> flag.code() <= AttributeType.DERIVE.code())
        .filter(attributes::isTrue)
        .forEach(usage::add);
    return usage;
  }

  @Test
  void everySessionObjectIsSensitiveAndForItsUseOnly()
      throws GeneralSecurityException, IOException {
    try (Exchange exchange = exchange(TestTokens.PSK_16, 0)) {
      SealedKeyData sealed = exchange.send();
      exchange.heldTek(exchange.receive(sealed.encrData()));
      exchange.run();
      List<Attributes> objects = sessionObjects();
      assertEquals(token.sessionObjectCount(), objects.size());
      // encr_key four times, the TGK four times, auth_key, the TEK.
      assertEquals(10, objects.size());
      for (Attributes object : objects) {
        assertEquals(Optional.of(true), object.flag(AttributeType.SENSITIVE));
        assertEquals(Optional.of(false), object.flag(AttributeType.EXTRACTABLE));
        assertEquals(Optional.of(true), object.flag(AttributeType.PRIVATE));
        assertEquals(Optional.of(false), object.flag(AttributeType.MODIFIABLE));
        assertEquals(Optional.empty(), object.octets(AttributeType.VALUE));
        assertTrue(
            Set.of(
                    Set.of(AttributeType.SIGN),
                    Set.of(AttributeType.SIGN, AttributeType.VERIFY),
                    Set.of(AttributeType.ENCRYPT, AttributeType.DECRYPT),
                    Set.of(AttributeType.DERIVE))
                .contains(usage(object)),
            "a key for " + usage(object));
      }
    }
    assertEquals(List.of(), sessionObjects());
  }

  @ParameterizedTest
  @CsvSource({"long, 32", "short, token.sh"})
  void aPskThatSoftHsmCannotUseIsRefusedWithAdvice(String label, String advice)
      throws GeneralSecurityException {
    try (Token odd = TestTokens.get().open(TestTokens.ODD)) {
      KeyDerivation mikey1 = KeyDerivation.getInstance("MIKEY-1", new MikeyPkcs11Provider(odd));
      TokenKey psk = odd.preSharedKey(label);
      InvalidKeyException e =
          assertThrows(
              InvalidKeyException.class,
              () ->
                  mikey1.deriveKey(
                      psk,
                      Exchange.label(0x2D22AC75, 0xFF, 1),
                      DerivedKeySpec.held(KeyUse.MESSAGE_AUTHENTICATION, 20)));
      assertTrue(e.getMessage().contains(advice), e.getMessage());
      assertEquals(0, odd.sessionObjectCount());
    }
  }

  @Test
  void encrKeyOfTheTokenEncryptsAsMuchAsMayBe() throws GeneralSecurityException {
    byte[] encrKey = TestTokens.psk(16);
    try (TokenKey key =
        SessionKeys.create(
            token,
            encrKey,
            KeyUse.KEY_DATA_ENCRYPTION,
            token.preSharedKey(TestTokens.PSK_20).custody())) {
      // RFC 3711 section 4.1.1: at most 2^16 blocks for one IV.
      Octets block = Octets.ofHex("0102030405060708090a0b0c0d0e0000");
      Mechanism ctr = new Mechanism.AesCtr(16, block);
      byte[] clear = new byte[1 << 20];
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(encrKey, "AES"),
          new IvParameterSpec(block.toArray()));
      assertArrayEquals(cipher.doFinal(clear), token.encrypt(ctr, key, clear));
      assertThrows(ProviderException.class, () -> token.encrypt(ctr, key, new byte[(1 << 20) + 1]));
      assertEquals(16, token.encrypt(ctr, key, new byte[16]).length);
    }
  }

  @Test
  void nothingIsLeftAfterTwoHundredOperations() throws GeneralSecurityException {
    String[] psks = {TestTokens.PSK_16, TestTokens.PSK_20, TestTokens.PSK_32};
    try (Exchange warmUp = exchange(TestTokens.PSK_16, 0)) {
      warmUp.run();
    }
    int objects = token.objectCount();
    int sessions = token.openSessionCount();
    for (int i = 0; i < 200; i++) {
      try (Exchange exchange = exchange(psks[i % psks.length], i)) {
        if (i % 4 == 3) {
          byte[] tampered = exchange.send().encrData().toArray();
          tampered[i % 4] ^= 0x7F;
          assertThrows(BadPaddingException.class, () -> exchange.receive(Octets.of(tampered)));
        } else {
          Exchange.Result result = exchange.run();
          assertArrayEquals(
              SoftwareKey.export(result.sent()), SoftwareKey.export(result.received()));
        }
      }
    }
    assertEquals(0, token.sessionObjectCount());
    assertEquals(objects, token.objectCount());
    assertEquals(sessions, token.openSessionCount());
  }

  @Test
  void afterAFailedCallTheTokenWorksOn() throws GeneralSecurityException {
    KeyDerivation mikey1 = KeyDerivation.getInstance("MIKEY-1", provider);
    assertThrows(
        InvalidKeyException.class,
        () ->
            mikey1.deriveKey(
                token.preSharedKey(TestTokens.PSK_16),
                Exchange.label(0x150533E1, 0xFF, 1),
                DerivedKeySpec.held(KeyUse.KEY_DATA_ENCRYPTION, 20)));
    assertEquals(0, token.sessionObjectCount());
    try (Exchange exchange = exchange(TestTokens.PSK_16, 1)) {
      exchange.run();
    }
  }

  @Test
  void manyExchangesAtOnce()
      throws GeneralSecurityException, InterruptedException, ExecutionException {
    int objects = token.objectCount();
    ExecutorService threads = Executors.newFixedThreadPool(12);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        results.add(threads.submit(oneOfMany(i)));
      }
      for (Future<Boolean> result : results) {
        assertTrue(result.get());
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(0, token.sessionObjectCount());
    assertEquals(objects, token.objectCount());
    assertTrue(token.openSessionCount() <= 9, "sessions: " + token.openSessionCount());
  }

  private Callable<Boolean> oneOfMany(int number) {
    return () -> {
      try (Exchange exchange = exchange(TestTokens.PSK_32, number)) {
        Exchange.Result result = exchange.run();
        byte[] authKey =
            ReferencePrf.mikey1(TestTokens.psk(32), Exchange.label(0x2D22AC75, 0xFF, number), 20);
        assertArrayEquals(ReferencePrf.hmacSha1(authKey, Exchange.DATA), result.mac());
        assertArrayEquals(SoftwareKey.export(result.sent()), SoftwareKey.export(result.received()));
        return true;
      }
    };
  }

  @Test
  void aTokenClosedUnderWayDestroysItsObjects() throws GeneralSecurityException, IOException {
    Exchange exchange = exchange(TestTokens.PSK_20, 0);
    exchange.run();
    assertTrue(token.sessionObjectCount() > 0);
    token.close();
    exchange.close();
    try (Token again = TestTokens.get().open(TestTokens.MAIN)) {
      assertEquals(List.of(), sessionObjects());
      assertEquals(6, again.objectCount());
    }
  }
}
