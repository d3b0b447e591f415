package org.mikeyhsm.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.InvalidKeyException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.crypto.eccsi.KmsPublicAuthenticationKey;
import org.mikeyhsm.crypto.eccsi.SecretSigningKey;
import org.mikeyhsm.crypto.sakke.KmsPublicKey;
import org.mikeyhsm.crypto.sakke.ReceiverSecretKey;

/** Keys and a message of another implementation: validated, verified, opened. */
class McxMessagesTest {
  private static final JsonNode MCX = RfcValues.MCX.root();
  private static final Map<String, JsonNode> USERS =
      StreamSupport.stream(MCX.get("users").spliterator(), false)
          .collect(Collectors.toMap(user -> user.get("UserUri").asText(), Function.identity()));

  private static byte[] octets(JsonNode node, String name) {
    return HexFormat.of().parseHex(node.get(name).asText());
  }

  @Test
  void keysAreValid() throws InvalidKeyException {
    KmsPublicKey z = KmsPublicKey.decode(octets(MCX.get("kms"), "PubEncKey"));
    KmsPublicAuthenticationKey kpak =
        KmsPublicAuthenticationKey.decode(octets(MCX.get("kms"), "PubAuthKey"));
    for (JsonNode user : USERS.values()) {
      byte[] id = octets(user, "UserID");
      ReceiverSecretKey.decode(octets(user, "UserDecryptKey"), z, id).close();
      SecretSigningKey.decode(
              octets(user, "UserSigningKeySSK"), octets(user, "UserPubTokenPVT"), kpak, id)
          .close();
    }
  }

  @Test
  void messageIsVerifiedAndOpened() throws InvalidKeyException {
    KmsPublicKey z = KmsPublicKey.decode(octets(MCX.get("kms"), "PubEncKey"));
    KmsPublicAuthenticationKey kpak =
        KmsPublicAuthenticationKey.decode(octets(MCX.get("kms"), "PubAuthKey"));
    assertTrue(MCX.get("i_messages").size() > 0);
    for (JsonNode message : MCX.get("i_messages")) {
      JsonNode initiator = USERS.get(message.get("initiator").asText());
      JsonNode responder = USERS.get(message.get("responder").asText());
      assertTrue(
          kpak.verifier(octets(initiator, "UserID"))
              .verify(octets(message, "signed"), octets(message, "signature")));
      byte[] id = octets(responder, "UserID");
      try (ReceiverSecretKey key =
          ReceiverSecretKey.decode(octets(responder, "UserDecryptKey"), z, id)) {
        byte[] sakke = octets(message, "sakke");
        byte[] ssv = key.decapsulate(sakke).orElseThrow();
        assertArrayEquals(octets(message, "key"), ssv);
        assertArrayEquals(sakke, z.encapsulate(ssv, id));
      }
    }
  }
}
