package org.mikeyhsm.cli.keys;

import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.cli.output.JsonReader;
import org.mikeyhsm.cli.output.JsonSyntaxException;
import org.mikeyhsm.message.Octets;

/**
 * A pre-shared key on its way to a peer: JSON with what the peer's token must know.
 *
 * @param octets how many the key has
 * @param recipient fingerprint of the RSA key that it was wrapped for
 * @param wrapped RSAES-OAEP with SHA-1
 */
public record WrappedKeyFile(int octets, String recipient, Octets wrapped) {
  private static final String FORMAT = "mikey-hsm wrapped key 1";
  private static final String MECHANISM = "RSAES-OAEP SHA-1";

  /** Its text. */
  public String write() {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("format", FORMAT);
    file.put("mechanism", MECHANISM);
    file.put("octets", octets);
    file.put("recipient", recipient);
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
          && MECHANISM.equals(map.get("mechanism"))
          && map.get("octets") instanceof Integer octets
          && octets > 0
          && octets <= 32
          && map.get("recipient") instanceof String recipient
          && map.get("wrapped") instanceof String wrapped) {
        return new WrappedKeyFile(
            octets, recipient, Octets.of(Base64.getDecoder().decode(wrapped)));
      }
    } catch (JsonSyntaxException | IllegalArgumentException e) {
      throw new KeyFileException(file + " is no wrapped key of mikey keys wrap-export", e);
    }
    throw new KeyFileException(file + " is no wrapped key of mikey keys wrap-export");
  }
}
