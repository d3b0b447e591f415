package org.mikeyhsm.hsm.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.TokenRow;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.provisioning.KeyPairs;
import org.mikeyhsm.hsm.provisioning.StoredObject;
import org.mikeyhsm.hsm.provisioning.StoredObjects;
import org.mikeyhsm.message.SecretOctets;

/** CKA_LABEL is UTF-8 (RFC 2279 in PKCS#11 v2.40 base, 4.4): names in any script. */
@Tag("softhsm")
class Utf8LabelTest {
  private static final List<String> LABELS =
      List.of(
          "Schl\u00fcssel", "\u043a\u043b\u044e\u0447", "\u5bc6\u94a5 \ud83d\udd11", "psk \u00ff");

  static Stream<Arguments> tokensAndLabels() {
    return TokenRow.all().flatMap(row -> LABELS.stream().map(label -> Arguments.of(row, label)));
  }

  /** 16 octets, so that SoftHSM2 pads it and a data object of the same label tells its length. */
  @ParameterizedTest
  @MethodSource("tokensAndLabels")
  void aPskIsFoundByItsLabel(TokenRow row, String label) throws Exception {
    try (Token token = row.openMain();
        SecretOctets octets = SecretOctets.copyOf(TestTokens.psk(16))) {
      int before = token.objectCount();
      StoredObjects objects = new StoredObjects(token);
      KeyImport.preSharedKey(token, label, octets);
      try (TokenKey key = token.preSharedKey(label)) {
        assertEquals(128, key.bitLength().orElseThrow());
        assertEquals(CustodyLevel.TOKEN, key.custody().level());
      }
      assertTrue(objects.list().stream().map(StoredObject::label).anyMatch(label::equals));
      KeyNotFoundException e =
          assertThrows(KeyNotFoundException.class, () -> token.preSharedKey(label + "\u0301"));
      assertTrue(e.getMessage().contains(label), e.getMessage());
      objects.delete(label);
      assertEquals(before, token.objectCount());
    }
  }

  /** Another program sees the same label. */
  @Test
  void pkcs11ToolSeesTheSameLabel() throws Exception {
    String label = LABELS.get(2);
    TestTokens tokens = TestTokens.get();
    try (Token token = tokens.open(TestTokens.PROVISIONED)) {
      new KeyPairs(token).generate(label, KeyPairs.Type.EC_P256);
      try {
        String listed =
            TestTokens.run(
                tokens.library(),
                TestTokens.PROVISIONED,
                TestTokens.PIN,
                new byte[0],
                List.of("--list-objects", "--type", "privkey"));
        assertTrue(listed.contains(label), listed);
      } finally {
        new StoredObjects(token).delete(label);
      }
    }
  }
}
