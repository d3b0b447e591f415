package org.mikeyhsm.cli.keys;

import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.cli.output.JsonReader;
import org.mikeyhsm.cli.output.JsonSyntaxException;
import org.mikeyhsm.hsm.provisioning.SecretKeys;
import org.mikeyhsm.message.Octets;

/**
 * A secret key on its way to a peer: JSON with what the peer's token must know.
 *
 * @param purpose what the key is for
 * @param octets how many the key has
 * @param recipient fingerprint of the RSA key that it was wrapped for; empty for a KEK
 * @param wrapped by RSAES-OAEP with SHA-1, or by AES key wrap for a KEK
 */
public record WrappedKeyFile(
    SecretKeys.Purpose purpose, int octets, Optional<String> recipient, Octets wrapped) {
  private static final String FORMAT = "mikey-hsm wrapped key 1";
  private static final String OAEP = "RSAES-OAEP SHA-1";
  private static final String KEY_WRAP = "AES-KW";

  /** Its text. */
  public String write() {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("format", FORMAT);
    file.put("type", purpose.name().toLowerCase(Locale.ROOT));
    file.put("mechanism", recipient.isPresent() ? OAEP : KEY_WRAP);
    file.put("octets", octets);
    recipient.ifPresent(fingerprint -> file.put("recipient", fingerprint));
    file.put("wrapped", Base64.getEncoder().encodeToString(wrapped.toArray()));
    return Json.pretty(file);
  }

  /**
   * Reads one.
   *
   * @throws KeyFileException if it is none
   */
  public static WrappedKeyFile read(Path file) throws KeyFileException {
    try {
      if (JsonReader.read(KeyFiles.read(file)) instanceof Map<?, ?> map
          && FORMAT.equals(map.get("format"))
          && map.get("octets") instanceof Integer octets
          && octets > 0
          && octets <= 32
          && map.get("type") instanceof String type
          && map.get("mechanism") instanceof String mechanism
          && map.get("wrapped") instanceof String wrapped) {
        Optional<String> recipient =
            Optional.ofNullable(map.get("recipient")).map(String.class::cast);
        if (mechanism.equals(recipient.isPresent() ? OAEP : KEY_WRAP)) {
          return new WrappedKeyFile(
              SecretKeys.Purpose.valueOf(type.toUpperCase(Locale.ROOT)),
              octets,
              recipient,
              Octets.of(Base64.getDecoder().decode(wrapped)));
        }
      }
    } catch (JsonSyntaxException | IllegalArgumentException | ClassCastException e) {
      throw new KeyFileException(file + " is no wrapped key of mikey keys wrap-export", e);
    }
    throw new KeyFileException(file + " is no wrapped key of mikey keys wrap-export");
  }
}
