package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.TestRsaImport;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.provisioning.StoredObject;
import org.mikeyhsm.hsm.provisioning.StoredObjects;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.trust.Certificates;

@Tag("softhsm")
class TokenKeyStoreTest {
  private final Token token =
      TestTokens.get()
          .module()
          .openToken(TestTokens.PROVISIONED, () -> TestTokens.PIN.toCharArray());

  @AfterEach
  void close() {
    StoredObjects objects = new StoredObjects(token);
    objects.list().stream().map(StoredObject::label).distinct().forEach(objects::delete);
    assertEquals(0, token.objectCount());
    token.close();
  }

  private void put(String label, String id, Octets value) {
    token.provision(
        (cryptoki, session) ->
            cryptoki.createObject(
                session,
                List.of(
                    new Attribute.Number(AttributeType.CLASS, Attribute.CKO_CERTIFICATE),
                    new Attribute.Number(AttributeType.CERTIFICATE_TYPE, 0),
                    new Attribute.Flag(AttributeType.TOKEN, true),
                    new Attribute.Flag(AttributeType.PRIVATE, false),
                    Attribute.Text.of(AttributeType.LABEL, label),
                    Attribute.Text.of(AttributeType.ID, id),
                    Attribute.Text.of(AttributeType.SUBJECT, "subject"),
                    new Attribute.Text(AttributeType.VALUE, value))));
  }

  private static Octets der(String name) {
    return Certificates.der(TestPki.certificate(name));
  }

  @Test
  void ownKeysWithTheirCertificates() throws Exception {
    TestRsaImport.key(token, "bob-sign", TestPki.privateKey("bob-sign"));
    put("bob-sign", "bob-sign", der("bob-sign"));
    put("sub", "sub", der("sub"));
    // The same name as the real one, another key.
    put("namesake", "namesake", der("sub-namesake"));
    put("root", "root", der("root"));
    put("broken", "broken", Octets.of(new byte[] {1, 2, 3}));

    MikeyPkcs11Provider provider = new MikeyPkcs11Provider(token);
    KeyStore store = KeyStore.getInstance("PKCS11", provider);
    store.load(null, null);
    CertifiedKey key = CertifiedKey.of(store, "bob-sign", null);
    List<X509Certificate> expected =
        List.of(TestPki.certificate("bob-sign"), TestPki.certificate("sub"));
    assertEquals(expected, key.chain(), "without the anchor");
    assertEquals(CustodyLevel.TOKEN, key.custody().level());
    Signature signature = Signature.getInstance("SHA1withRSA", provider);
    signature.initSign(key.key());
    assertEquals(256, signature.sign().length);

    assertEquals(4, store.size());
    assertTrue(store.isKeyEntry("bob-sign"));
    assertTrue(store.isCertificateEntry("root"));
    assertFalse(store.containsAlias("broken"));
    assertEquals("sub", store.getCertificateAlias(TestPki.certificate("sub")));
    assertNull(store.getKey("sub", null));
    assertThrows(KeyStoreException.class, () -> CertifiedKey.of(store, "sub", null));
    assertThrows(KeyStoreException.class, () -> CertifiedKey.of(store, "nobody", null));
    assertThrows(UnsupportedOperationException.class, () -> store.deleteEntry("root"));
    assertThrows(
        IllegalArgumentException.class,
        () -> store.load(new ByteArrayInputStream(new byte[0]), null));
  }
}
