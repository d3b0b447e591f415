package org.mikeyhsm.mode.sakke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** An implementer's messages and keys of 3GPP MCX; the resource names its source. */
public final class McxVectors {
  private McxVectors() {}

  /** All values. */
  public static JsonNode root() {
    try (InputStream in = McxVectors.class.getResourceAsStream("mcx-mikey-sakke.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Message 1. */
  public static Octets message() {
    return Octets.of(
        Base64.getDecoder().decode(root().at("/i_messages/0/i_message_base64").asText()));
  }

  /** When message 1 says it was sent. */
  public static Instant sentAt() {
    return Instant.ofEpochSecond(0xEC898DA8L - 2_208_988_800L);
  }

  /** Its KMS. */
  public static KmsDomain kms() throws GeneralSecurityException {
    JsonNode kms = root().get("kms");
    String uri = kms.get("KmsUri").asText();
    return KmsDomain.of(
        IdPayload.uri(uri),
        Octets.ofHex(kms.get("PubEncKey").asText()),
        Octets.ofHex(kms.get("PubAuthKey").asText()),
        new McxUid(uri, kms.get("UserKeyPeriod").asLong(), kms.get("UserKeyOffset").asLong()));
  }

  /** User 0 (who signs message 1) or 1 (who receives it). */
  public static SakkeUser user(int number, KmsDomain kms, Provider provider)
      throws GeneralSecurityException {
    JsonNode user = root().get("users").get(number);
    IdPayload id = IdPayload.uri(user.get("UserUri").asText());
    try (SecretOctets rsk = secret(user, "UserDecryptKey");
        SecretOctets ssk = secret(user, "UserSigningKeySSK")) {
      return new SakkeUser(
          id,
          List.of(
              UserKeys.take(
                  provider,
                  kms,
                  id,
                  sentAt(),
                  rsk,
                  ssk,
                  Octets.ofHex(user.get("UserPubTokenPVT").asText()))));
    }
  }

  private static SecretOctets secret(JsonNode user, String name) {
    return SecretOctets.copyOf(HexFormat.of().parseHex(user.get(name).asText()));
  }
}
