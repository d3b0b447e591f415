package org.mikeyhsm.cli.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.hsm.provisioning.SecretKeys;
import org.mikeyhsm.message.Octets;

class RecipientKeyTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir private Path directory;

  private String refusal(Path file) {
    return assertThrows(KeyFileException.class, () -> RecipientKey.read(file, NOW)).getMessage();
  }

  private Path request(KeyPair keys, byte flip) throws Exception {
    String pem =
        CertificateRequest.pem(
            "CN=bob",
            List.of(),
            Octets.of(keys.getPublic().getEncoded()),
            data -> {
              byte[] signature = TestCertificates.sign(keys.getPrivate(), data);
              signature[9] ^= flip;
              return signature;
            });
    return Files.writeString(directory.resolve("bob.csr"), pem);
  }

  @Test
  void aRequestIsTakenAndItsSignatureChecked() throws Exception {
    KeyPair keys = TestCertificates.rsa(2048);
    RecipientKey recipient = RecipientKey.read(request(keys, (byte) 0), NOW);
    assertEquals("CN=bob", recipient.subject());
    assertEquals(keys.getPublic(), recipient.key());
    assertEquals(RecipientKey.fingerprint(keys.getPublic().getEncoded()), recipient.fingerprint());
    assertTrue(refusal(request(keys, (byte) 1)).contains("signature"));
  }

  @Test
  void aCertificateIsTakenWhileItIsValid() throws Exception {
    TestCertificates ca = new TestCertificates("CN=ca");
    byte[] info = TestCertificates.rsa(2048).getPublic().getEncoded();
    Path good =
        ca.issue(directory.resolve("a"), "CN=bob", info, NOW.minusSeconds(9), NOW.plusSeconds(9));
    assertEquals("CN=bob", RecipientKey.read(good, NOW).subject());
    assertTrue(
        refusal(
                ca.issue(
                    directory.resolve("b"),
                    "CN=bob",
                    info,
                    NOW.minusSeconds(9),
                    NOW.minusSeconds(5)))
            .contains("is valid from"));
  }

  @Test
  void whatCannotUnwrapIsRefused() throws Exception {
    TestCertificates ca = new TestCertificates("CN=ca");
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    Path onCurve =
        ca.issue(
            directory.resolve("e"),
            "CN=bob",
            ec.generateKeyPair().getPublic().getEncoded(),
            NOW,
            NOW.plusSeconds(9));
    assertTrue(refusal(onCurve).contains("no RSA key"));
    assertTrue(refusal(request(TestCertificates.rsa(1024), (byte) 0)).contains("fewer than 2048"));
    assertTrue(refusal(Files.writeString(directory.resolve("x"), "x")).contains("X.509"));
    assertTrue(
        refusal(Files.writeString(directory.resolve("y"), "-----BEGIN CERTIFICATE REQUEST-----"))
            .contains("certificate"));
    assertTrue(refusal(directory.resolve("none")).contains("cannot read"));
  }

  @Test
  void wrappedKeysAreWrittenAndReadAgain() throws Exception {
    WrappedKeyFile file = file(SecretKeys.Purpose.PSK, SecretKeys.Form.RSA_OAEP, Optional.of("ab"));
    Path path = directory.resolve("w");
    KeyFiles.writeNew(path, file.write());
    assertEquals(file, WrappedKeyFile.read(path));
    WrappedKeyFile underKek =
        file(SecretKeys.Purpose.KEK, SecretKeys.Form.AES_KEY_WRAP, Optional.empty());
    KeyFiles.writeNew(directory.resolve("kw"), underKek.write());
    assertEquals(underKek, WrappedKeyFile.read(directory.resolve("kw")));
    WrappedKeyFile ofProfile =
        file(SecretKeys.Purpose.PSK, SecretKeys.Form.RSA_AES_KEY_WRAP, Optional.of("ab"));
    KeyFiles.writeNew(directory.resolve("aes"), ofProfile.write());
    assertEquals(ofProfile, WrappedKeyFile.read(directory.resolve("aes")));
    assertThrows(KeyFileException.class, () -> KeyFiles.writeNew(path, "again"));
    for (String text :
        new String[] {
          "",
          "{}",
          "[]",
          "x",
          file.write().replace("32", "0"),
          file.write().replace("psk", "tek"),
          file.write().replace("\"ab\"", "7"),
          file.write().replace("RSAES-OAEP SHA-1", "AES-KW"),
          file.write().replace("RSAES-OAEP SHA-1", "RSAES"),
          underKek.write().replace("AES-KW", "CKM_RSA_AES_KEY_WRAP SHA-1"),
          "{\"octets\":1}"
        }) {
      Path bad = Files.writeString(directory.resolve("bad"), text);
      assertThrows(KeyFileException.class, () -> WrappedKeyFile.read(bad), text);
    }
  }

  private static WrappedKeyFile file(
      SecretKeys.Purpose purpose, SecretKeys.Form form, Optional<String> recipient) {
    return new WrappedKeyFile(
        new SecretKeys.Wrapped(purpose, 32, form, Octets.ofHex("0102")), recipient);
  }
}
