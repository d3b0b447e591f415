package org.mikeyhsm.crypto.eccsi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.InvalidKeyException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.crypto.RfcValues;
import org.mikeyhsm.crypto.ScriptedScalars;

/** Every value of RFC 6507 Appendix A, intermediate ones included. */
class Rfc6507Test {
  private static final RfcValues RFC = RfcValues.RFC6507;
  private static final byte[] ID = RFC.octets("ID");
  private static final byte[] M = RFC.octets("M");
  private static final byte[] KPAK = RFC.octets("KPAK");
  private static final byte[] PVT = RFC.octets("PVT");

  @Test
  void kmsMakesItsKeys() {
    try (KmsSecretAuthenticationKey ksak = KmsSecretAuthenticationKey.of(RFC.octets("KSAK", 32))) {
      assertArrayEquals(KPAK, ksak.publicKey().encoded());
      assertArrayEquals(RFC.octets("KSAK", 32), ksak.encoded());
      try (SigningKeyPair pair = ksak.issue(ID, new ScriptedScalars(RFC.number("v")))) {
        assertArrayEquals(PVT, pair.pvt());
        assertArrayEquals(RFC.octets("SSK"), pair.ssk());
      }
    }
    assertEquals(RFC.number("SSK"), ReferenceEccsi.ssk(RFC.number("KSAK"), ID, RFC.number("v")));
  }

  @Test
  void hashesTheSigner() {
    assertArrayEquals(RFC.octets("HS"), P256.hs(KPAK, ID, PVT));
    assertArrayEquals(
        RFC.octets("HS_input"), ReferenceEccsi.concat(RFC.octets("G"), KPAK, ID, PVT));
    assertArrayEquals(RFC.octets("HS"), P256.hash(RFC.octets("HS_input")));
    assertArrayEquals(RFC.octets("HE"), P256.hash(RFC.octets("HS"), RFC.octets("r"), M));
    assertArrayEquals(RFC.octets("HE"), P256.hash(RFC.octets("HE_input")));
  }

  @Test
  void signerComputesEveryValue() throws InvalidKeyException {
    P256Point j = new P256Point();
    P256.baseComb().addMultiple(j, RFC.octets("j", 32));
    assertArrayEquals(RFC.octets("J"), j.encode());
    KmsPublicAuthenticationKey kpak = KmsPublicAuthenticationKey.decode(KPAK);
    try (SecretSigningKey key = SecretSigningKey.decode(RFC.octets("SSK"), PVT, kpak, ID)) {
      byte[] signature = key.sign(M, new ScriptedScalars(RFC.number("j")));
      assertArrayEquals(RFC.octets("r"), Arrays.copyOf(signature, 32));
      assertArrayEquals(RFC.octets("s_prime"), Arrays.copyOfRange(signature, 32, 64));
      assertArrayEquals(RFC.octets("s"), Arrays.copyOfRange(signature, 32, 64));
      assertArrayEquals(RFC.octets("Sig"), signature);
    }
    assertArrayEquals(
        RFC.octets("Sig"),
        ReferenceEccsi.sign(RFC.number("SSK"), PVT, RFC.number("HS"), M, RFC.number("j")));
  }

  @Test
  void verifierComputesEveryValue() throws InvalidKeyException {
    // Y = [HS]PVT + KPAK
    P256Point y = P256Point.decode(KPAK);
    PublicMultiple.add(y, P256Point.decode(PVT), RFC.octets("HS"));
    assertArrayEquals(RFC.octets("verify_Y"), y.encode());
    // J = [s]([HE]G + [r]Y)
    P256Point sum = new P256Point();
    P256.baseComb().addMultiple(sum, RFC.octets("HE"));
    PublicMultiple.add(sum, y, RFC.octets("r"));
    P256Point j = new P256Point();
    PublicMultiple.add(j, sum, RFC.octets("s"));
    assertTrue(j.hasX(RFC.octets("verify_Jx")));
    assertArrayEquals(RFC.octets("verify_J"), j.encode());
    KmsPublicAuthenticationKey kpak = KmsPublicAuthenticationKey.decode(KPAK);
    assertTrue(kpak.verifier(ID).verify(M, RFC.octets("Sig")));
    assertTrue(ReferenceEccsi.verify(KPAK, ID, M, RFC.octets("Sig")));
    assertEquals(KmsPublicAuthenticationKey.SIGNATURE_OCTETS, RFC.octets("Sig").length);
  }
}
