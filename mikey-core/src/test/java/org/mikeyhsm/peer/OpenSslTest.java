package org.mikeyhsm.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.DHPrivateKeySpec;
import javax.crypto.spec.DHPublicKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.Encapsulated;
import org.mikeyhsm.jca.EnvelopeTransport;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.DhPayload;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PkePayload;
import org.mikeyhsm.mode.pki.EnvelopeScheme;
import org.mikeyhsm.mode.pki.SignatureScheme;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.trust.Certificates;

/**
 * RSA, PSS, OAEP and Diffie-Hellman values beside the openssl command, which reads the published
 * messages and what the software provider makes.
 */
class OpenSslTest {
  @TempDir Path directory;

  private final MikeyProvider provider = new MikeyProvider();

  private byte[] openssl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(directory.resolve("stderr").toFile())
            .start();
    process.getOutputStream().close();
    byte[] output = process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor(), () -> command + ": " + read(directory.resolve("stderr")));
    return output;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private String write(String name, byte[] octets) throws IOException {
    Files.write(directory.resolve(name), octets);
    return name;
  }

  private static byte[] hex(JsonNode node) {
    return HexFormat.of().parseHex(node.asText());
  }

  /** The public key of a certificate, as the command itself takes it out. */
  private String publicKey(String name) throws Exception {
    write(name + ".cer", Certificates.der(TestPki.certificate(name)).toArray());
    return write(
        name + ".pub",
        openssl("x509", "-inform", "DER", "-in", name + ".cer", "-pubkey", "-noout"));
  }

  private String privateKey(String name) throws IOException {
    return write(name + ".key", TestPki.pkcs8(name));
  }

  @Test
  void verifiesThePublishedSignatures() throws Exception {
    int verified = 0;
    for (String mode : List.of("pk", "dh", "rsa-r")) {
      for (JsonNode vector : PublishedMessages.file(mode).get("vectors")) {
        for (String side : List.of("signI", "signR")) {
          JsonNode sign = vector.get("inside").path(side);
          if (!sign.isMissingNode()) {
            write("signed", hex(sign.get("signed")));
            write("signature", hex(sign.get("signature")));
            String key = publicKey(side.equals("signI") ? "alice" : "bob");
            openssl("dgst", "-sha1", "-verify", key, "-signature", "signature", "signed");
            verified++;
          }
        }
      }
    }
    assertEquals(2 + 4 + 6, verified);
  }

  @Test
  void opensThePublishedEnvelopes() throws Exception {
    for (String mode : List.of("pk", "rsa-r")) {
      JsonNode vector = PublishedMessages.file(mode).get("vectors").get(0);
      String carrier = mode.equals("pk") ? "message" : "response";
      write(
          "pke",
          MikeyMessage.decode(hex(vector.get(carrier)))
              .first(PkePayload.class)
              .orElseThrow()
              .data()
              .toArray());
      String key = privateKey(mode.equals("pk") ? "bob" : "alice");
      byte[] opened =
          openssl("pkeyutl", "-decrypt", "-keyform", "DER", "-inkey", key, "-in", "pke");
      assertArrayEquals(hex(vector.get("inside").get("envelopeKey")), opened);
    }
  }

  @Test
  void agreesOnThePublishedDhSecrets() throws Exception {
    for (String mode : List.of("dh", "dhhmac")) {
      JsonNode vector = PublishedMessages.file(mode).get("vectors").get(0);
      BigInteger p = oakley5();
      BigInteger xi = new BigInteger(vector.get("secret").get("xi").asText(), 16);
      byte[] dhr =
          MikeyMessage.decode(hex(vector.get("response")))
              .first(DhPayload.class)
              .orElseThrow()
              .value()
              .toArray();
      KeyFactory factory = KeyFactory.getInstance("DH");
      write(
          "own.der",
          factory.generatePrivate(new DHPrivateKeySpec(xi, p, BigInteger.TWO)).getEncoded());
      write(
          "peer.der",
          factory
              .generatePublic(new DHPublicKeySpec(new BigInteger(1, dhr), p, BigInteger.TWO))
              .getEncoded());
      write("peer.pem", openssl("pkey", "-pubin", "-inform", "DER", "-in", "peer.der"));
      byte[] secret =
          openssl(
              "pkeyutl",
              "-derive",
              "-keyform",
              "DER",
              "-inkey",
              "own.der",
              "-peerkey",
              "peer.pem",
              "-pkeyopt",
              "pad:1");
      assertArrayEquals(hex(vector.get("inside").get("tgk")), secret);
    }
  }

  @ParameterizedTest
  @CsvSource({"PSS_SHA1,sha1,20", "PSS_SHA256,sha256,32"})
  void verifiesPss(SignatureScheme scheme, String digest, int saltLength) throws Exception {
    Signature signature = Signature.getInstance(scheme.algorithm(), provider);
    signature.setParameter(scheme.parameters().orElseThrow());
    signature.initSign(TestPki.privateKey("alice"));
    signature.update(new byte[] {1, 2, 3});
    write("signature", signature.sign());
    write("signed", new byte[] {1, 2, 3});
    openssl(
        "dgst",
        "-" + digest,
        "-sigopt",
        "rsa_padding_mode:pss",
        "-sigopt",
        "rsa_pss_saltlen:" + saltLength,
        "-verify",
        publicKey("alice"),
        "-signature",
        "signature",
        "signed");
  }

  @Test
  void opensOaepAndClosesIt() throws Exception {
    EnvelopeTransport transport =
        EnvelopeTransport.getInstance(EnvelopeScheme.OAEP.algorithm(), provider);
    try (Encapsulated made =
        transport.encapsulate(
            TestPki.certificate("bob").getPublicKey(), DerivedKeySpec.held(KeyUse.ENVELOPE, 16))) {
      write("pke", made.encapsulation().toArray());
      byte[] opened =
          openssl(
              "pkeyutl",
              "-decrypt",
              "-keyform",
              "DER",
              "-inkey",
              privateKey("bob"),
              "-in",
              "pke",
              "-pkeyopt",
              "rsa_padding_mode:oaep");
      assertArrayEquals(SoftwareKey.export(made.key()), opened);

      write("key", opened);
      byte[] closed =
          openssl(
              "pkeyutl",
              "-encrypt",
              "-pubin",
              "-inkey",
              publicKey("bob"),
              "-in",
              "key",
              "-pkeyopt",
              "rsa_padding_mode:oaep");
      try (CustodialKey again =
          transport.decapsulate(TestPki.privateKey("bob"), Octets.of(closed), KeyUse.ENVELOPE)) {
        assertEquals(made.key(), again);
      }
    }
  }

  /** The prime of OAKLEY 5 as the command has it, under its name of RFC 3526. */
  private BigInteger oakley5() throws Exception {
    String pem =
        new String(
            openssl("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:modp_1536"),
            StandardCharsets.US_ASCII);
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("DH");
    parameters.init(Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]*-----", "")));
    return parameters.getParameterSpec(DHParameterSpec.class).getP();
  }
}
