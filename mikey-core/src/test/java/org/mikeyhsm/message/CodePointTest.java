package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodePointTest {
  /** Name space, number, name; from the IANA registry "MIKEY Payload Name Spaces" (2019-02-15). */
  @ParameterizedTest
  @CsvSource({
    "DataType, 0, Pre-shared",
    "DataType, 1, PSK ver msg",
    "DataType, 6, Error",
    "DataType, 8, DHHMAC resp",
    "DataType, 11, REQUEST_INIT_PSK",
    "DataType, 18, RESOLVE_RESP",
    "DataType, 19, REQUEST_KEY_PSK",
    "DataType, 25, R_MESSAGE_2",
    "DataType, 26, SAKKE msg",
    "DataType, 27, unassigned",
    "DataType, 240, unassigned",
    "DataType, 241, private use",
    "PayloadType, 0, Last payload",
    "PayloadType, 1, KEMAC",
    "PayloadType, 7, CERT",
    "PayloadType, 12, ERR",
    "PayloadType, 17, TICKET",
    "PayloadType, 18, unassigned",
    "PayloadType, 19, unassigned",
    "PayloadType, 20, Key data",
    "PayloadType, 21, General Ext.",
    "PayloadType, 26, SAKKE",
    "PrfFunc, 0, MIKEY-1",
    "PrfFunc, 1, PRF-HMAC-SHA-256",
    "PrfFunc, 111, unassigned",
    "PrfFunc, 112, private use",
    "CsIdMapType, 0, SRTP-ID",
    "CsIdMapType, 2, GENERIC-ID",
    "EncrAlg, 0, NULL",
    "EncrAlg, 2, AES-KW-128",
    "EncrAlg, 3, AES-CM-256",
    "MacAlg, 1, HMAC-SHA-1-160",
    "MacAlg, 2, HMAC-SHA-256-256",
    "TsType, 2, COUNTER",
    "TsType, 3, NTP-UTC-32",
    "IdType, 0, NAI",
    "IdType, 2, Byte string",
    "ProtType, 0, SRTP",
    "ProtType, 1, TESLA",
    "ErrorNo, 0, Auth failure",
    "ErrorNo, 12, Unspecified error",
    "ErrorNo, 15, Invalid TPpar",
    "KeyDataType, 3, TEK+SALT",
    "KeyDataType, 7, K_PR",
    "KeyDataType, 15, unassigned",
    "KvType, 2, Interval",
    "ExtensionType, 1, SDP IDs",
    "ExtensionType, 7, 3GPP key parameters",
    "ExtensionType, 255, private use",
    "SrtpParameter, 3, Session Auth. key length",
    "SrtpParameter, 11, Authentication tag length",
    "SrtpParameter, 13, ROC transmission rate",
    "SrtpParameter, 20, AEAD authentication tag length",
    "SrtpParameter, 21, unassigned",
    "CacheIndicator, 2, Cache for CSB",
    "CacheIndicator, 3, unassigned",
    "DhGroup, 2, OAKLEY 2",
    "SignatureType, 2, ECCSI",
    "SignatureType, 15, unassigned",
    "CertType, 1, X.509v3 URL",
    "HashFunc, 2, SHA-256",
    "TsRole, 0, reserved",
    "TsRole, 4, Rekeying interval (TRr)",
    "TsRole, 239, unassigned",
    "TsRole, 240, private use",
    "TsRole, 254, private use",
    "TsRole, 255, reserved",
    "IdRole, 1, Initiator (IDRi)",
    "IdRole, 9, Hashed Responder (IDRuidr)",
    "RandRole, 3, KMS (RANDRkms)",
    "TicketType, 0, reserved",
    "TicketType, 2, 3GPP base ticket",
    "TicketType, 61439, unassigned",
    "TicketType, 61440, private use",
    "TicketType, 65535, reserved",
    "EccCurve, 8, ECPRGF256Random / P-256 / secp256r1",
    "SecretKeyType, 0, reserved",
    "SecretKeyType, 1, Secret Key (SK)",
    "SecretKeyType, 15, unassigned",
    "SakkeParams, 1, Parameter Set 1",
    "IdScheme, 2, 3GPP MCX hashed UID",
    "KeyIdType, 2, MBMS Traffic Key ID",
    "OmaBcastSubtype, 0, reserved",
    "OmaBcastSubtype, 4, Parental Control",
    "OmaBcastSubtype, 191, unassigned",
    "OmaBcastSubtype, 192, private use"
  })
  void hasTheRegistrysName(String nameSpace, int value, String name) {
    CodePoint codePoint = nameSpace(nameSpace).apply(value);
    assertEquals(value, codePoint.value());
    assertEquals(name, codePoint.name());
    assertEquals(
        !Set.of("unassigned", "reserved", "private use").contains(name), codePoint.isAssigned());
  }

  @ParameterizedTest
  @CsvSource({
    "DataType, 255",
    "PayloadType, 255",
    "PrfFunc, 127",
    "CsIdMapType, 255",
    "EncrAlg, 255",
    "MacAlg, 255",
    "TsType, 255",
    "IdType, 255",
    "ProtType, 255",
    "ErrorNo, 255",
    "KeyDataType, 15",
    "KvType, 15",
    "ExtensionType, 255",
    "SrtpParameter, 255",
    "CacheIndicator, 3",
    "DhGroup, 255",
    "SignatureType, 15",
    "CertType, 255",
    "HashFunc, 255",
    "TsRole, 255",
    "IdRole, 255",
    "RandRole, 255",
    "TicketType, 65535",
    "EccCurve, 255",
    "SecretKeyType, 15",
    "SakkeParams, 255",
    "IdScheme, 255",
    "KeyIdType, 255",
    "OmaBcastSubtype, 255"
  })
  void holdsWhatItsFieldHolds(String nameSpace, int max) {
    IntFunction<CodePoint> make = nameSpace(nameSpace);
    assertEquals(max, make.apply(max).value());
    assertThrows(IllegalArgumentException.class, () -> make.apply(max + 1));
    assertThrows(IllegalArgumentException.class, () -> make.apply(-1));
  }

  @Test
  void constantsAreTheirNumbers() {
    assertEquals(new DataType(5), DataType.DH_RESP);
    assertEquals(new PayloadType(21), PayloadType.GENERAL_EXT);
    assertEquals(new ErrorNo(12), ErrorNo.UNSPECIFIED_ERROR);
    assertEquals(new ErrorNo(15), ErrorNo.INVALID_TPPAR);
    assertEquals(new KeyDataType(7), KeyDataType.K_PR);
    assertEquals(new ExtensionType(7), ExtensionType.THREE_GPP_KEY_PARAMETERS);
  }

  @Test
  void algorithmsFixTheLengthOfTheMac() {
    assertEquals(OptionalInt.of(0), MacAlg.NULL.macLength());
    assertEquals(OptionalInt.of(20), MacAlg.HMAC_SHA_1_160.macLength());
    assertEquals(OptionalInt.of(32), MacAlg.HMAC_SHA_256_256.macLength());
    assertEquals(OptionalInt.empty(), new MacAlg(3).macLength());
  }

  @Test
  void typesFixTheLengthOfTheTimestamp() {
    assertEquals(OptionalInt.of(8), TsType.NTP_UTC.valueLength());
    assertEquals(OptionalInt.of(8), TsType.NTP.valueLength());
    assertEquals(OptionalInt.of(4), TsType.COUNTER.valueLength());
    assertEquals(OptionalInt.of(4), TsType.NTP_UTC_32.valueLength());
    assertEquals(OptionalInt.empty(), new TsType(4).valueLength());
  }

  @Test
  void groupsAndHashFunctionsFixLengths() {
    assertEquals(OptionalInt.of(192), DhGroup.OAKLEY_5.valueLength());
    assertEquals(OptionalInt.of(96), DhGroup.OAKLEY_1.valueLength());
    assertEquals(OptionalInt.of(128), DhGroup.OAKLEY_2.valueLength());
    assertEquals(OptionalInt.empty(), new DhGroup(3).valueLength());
    assertEquals(OptionalInt.of(20), HashFunc.SHA_1.hashLength());
    assertEquals(OptionalInt.of(16), HashFunc.MD5.hashLength());
    assertEquals(OptionalInt.of(32), HashFunc.SHA_256.hashLength());
    assertEquals(OptionalInt.empty(), new HashFunc(241).hashLength());
  }

  @Test
  void threeKeyTypesHaveASalt() {
    for (int value = 0; value <= 15; value++) {
      assertEquals(
          value == 1 || value == 3 || value == 5, new KeyDataType(value).hasSalt(), "" + value);
    }
  }

  @Test
  void namesDoNotMakeAPrivateValueAssigned() {
    assertFalse(new EncrAlg(241).isAssigned());
    assertTrue(EncrAlg.NULL.isAssigned());
  }

  private static IntFunction<CodePoint> nameSpace(String name) {
    return switch (name) {
      case "DataType" -> DataType::new;
      case "PayloadType" -> PayloadType::new;
      case "PrfFunc" -> PrfFunc::new;
      case "CsIdMapType" -> CsIdMapType::new;
      case "EncrAlg" -> EncrAlg::new;
      case "MacAlg" -> MacAlg::new;
      case "TsType" -> TsType::new;
      case "IdType" -> IdType::new;
      case "ProtType" -> ProtType::new;
      case "ErrorNo" -> ErrorNo::new;
      case "KeyDataType" -> KeyDataType::new;
      case "KvType" -> KvType::new;
      case "ExtensionType" -> ExtensionType::new;
      case "SrtpParameter" -> SrtpParameter::new;
      case "CacheIndicator" -> CacheIndicator::new;
      case "DhGroup" -> DhGroup::new;
      case "SignatureType" -> SignatureType::new;
      case "CertType" -> CertType::new;
      case "HashFunc" -> HashFunc::new;
      case "TsRole" -> TsRole::new;
      case "IdRole" -> IdRole::new;
      case "RandRole" -> RandRole::new;
      case "TicketType" -> TicketType::new;
      case "EccCurve" -> EccCurve::new;
      case "SecretKeyType" -> SecretKeyType::new;
      case "SakkeParams" -> SakkeParams::new;
      case "IdScheme" -> IdScheme::new;
      case "KeyIdType" -> KeyIdType::new;
      case "OmaBcastSubtype" -> OmaBcastSubtype::new;
      default -> throw new AssertionError(name);
    };
  }
}
