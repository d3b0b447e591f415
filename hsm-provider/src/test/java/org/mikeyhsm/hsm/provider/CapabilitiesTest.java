package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.provider.Capabilities.Algorithms;
import org.mikeyhsm.hsm.token.Mechanisms;

class CapabilitiesTest {
  /** Mode sakke signs, too, by a mechanism of its own. */
  private static final Set<String> SIGNED = Set.of("pk", "dh", "rsa-r");

  private static final Set<MechanismType> RSA_SIGNATURES =
      Set.of(
          MechanismType.SHA1_RSA_PKCS,
          MechanismType.SHA256_RSA_PKCS,
          MechanismType.SHA1_RSA_PKCS_PSS,
          MechanismType.SHA256_RSA_PKCS_PSS);

  /** A token with every mechanism, for everything, but these. */
  private static Mechanisms allBut(Set<MechanismType> missing) {
    return new Mechanisms() {
      @Override
      public String label() {
        return "stub";
      }

      @Override
      public Optional<MechanismInfo> mechanism(MechanismType type) {
        return missing.contains(type)
            ? Optional.empty()
            : Optional.of(new MechanismInfo(0, 4096, -1));
      }

      @Override
      public boolean takesOaepHash(MechanismType hash) {
        return true;
      }
    };
  }

  private static List<Capability> longTerm(Set<MechanismType> missing, Algorithms algorithms) {
    return Capabilities.of(allBut(missing), algorithms).stream()
        .filter(capability -> capability.secretClass() == SecretClass.LONG_TERM)
        .filter(capability -> SIGNED.contains(capability.mode()))
        .toList();
  }

  private static Algorithms signing(String signature) {
    return new Algorithms("AES-CM-128", signature, Algorithms.MANDATORY.envelope());
  }

  @Test
  void aTokenWithAllOfThemKeepsEverythingInside() {
    List<Capability> all = Capabilities.of(allBut(Set.of()), Algorithms.MANDATORY);
    assertTrue(
        all.stream().allMatch(found -> found.level().equals(Optional.of(CustodyLevel.TOKEN))),
        all.toString());
  }

  @Test
  void aModeThatSignsIsNotPromisedWithoutTheMechanism() {
    List<Capability> found = longTerm(RSA_SIGNATURES, Algorithms.MANDATORY);
    assertEquals(3, found.size());
    for (Capability capability : found) {
      assertEquals(Optional.empty(), capability.level());
      assertEquals(List.of("CKM_SHA1_RSA_PKCS"), capability.missing());
    }
  }

  @Test
  void aModeWithoutSignaturesDoesNotMissThem() {
    assertTrue(
        Capabilities.of(allBut(RSA_SIGNATURES), Algorithms.MANDATORY).stream()
            .filter(capability -> !SIGNED.contains(capability.mode()))
            .allMatch(capability -> capability.level().equals(Optional.of(CustodyLevel.TOKEN))));
  }

  @Test
  void theSignatureInUseIsWhatCounts() {
    Set<MechanismType> noPss =
        Set.of(MechanismType.SHA1_RSA_PKCS_PSS, MechanismType.SHA256_RSA_PKCS_PSS);
    for (Capability capability : longTerm(noPss, Algorithms.MANDATORY)) {
      assertEquals(Optional.of(CustodyLevel.TOKEN), capability.level());
      assertEquals(List.of("CKM_SHA1_RSA_PKCS"), capability.mechanisms());
    }
    for (Capability capability : longTerm(noPss, signing("RSASSA-PSS"))) {
      assertEquals(Optional.empty(), capability.level());
      assertEquals(
          List.of("CKM_SHA1_RSA_PKCS_PSS and CKM_SHA256_RSA_PKCS_PSS"), capability.missing());
    }
    for (Capability capability :
        longTerm(Set.of(MechanismType.SHA256_RSA_PKCS), signing("SHA256withRSA"))) {
      assertEquals(Optional.empty(), capability.level());
    }
  }

  @Test
  void anEnvelopeKeyThatIsWrappedToBeSentIsToldFromOneThatIsMadeInOneCall() {
    for (Set<MechanismType> lacking :
        List.of(Set.<MechanismType>of(), Set.of(MechanismType.MIKEY_ENVELOPE_GENERATE))) {
      for (Capability capability : Capabilities.of(allBut(lacking), Algorithms.MANDATORY)) {
        boolean sent =
            Set.of("pk", "rsa-r").contains(capability.mode())
                && capability.secretClass() == SecretClass.KEK;
        assertEquals(
            sent && !lacking.isEmpty(), capability.lockedAfterWrap(), capability.toString());
        assertEquals(Optional.of(CustodyLevel.TOKEN), capability.level());
      }
    }
  }

  @Test
  void theEnvelopeInUseIsWhatCounts() {
    Set<MechanismType> noOaep =
        Set.of(MechanismType.MIKEY_ENVELOPE_GENERATE, MechanismType.RSA_PKCS_OAEP);
    Algorithms oaep =
        new Algorithms("AES-CM-128", "SHA1withRSA", "RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    for (Capability capability : Capabilities.of(allBut(noOaep), oaep)) {
      boolean enveloped =
          Set.of("pk", "rsa-r").contains(capability.mode())
              && capability.secretClass() != SecretClass.LONG_TERM;
      assertEquals(enveloped, capability.level().isEmpty(), capability.toString());
    }
  }
}
