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
 * @param key the wrapped key
 * @param recipient fingerprint of the RSA key that it was wrapped for; empty for a KEK
 */
public record WrappedKeyFile(SecretKeys.Wrapped key, Optional<String> recipient) {
  private static final String FORMAT = "mikey-hsm wrapped key 1";
  private static final Map<String, SecretKeys.Form> FORMS =
      Map.of(
          "RSAES-OAEP SHA-1", SecretKeys.Form.RSA_OAEP,
          "CKM_RSA_AES_KEY_WRAP SHA-1", SecretKeys.Form.RSA_AES_KEY_WRAP,
          "AES-KW", SecretKeys.Form.AES_KEY_WRAP);

  /** Its text. */
  public String write() {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("format", FORMAT);
    file.put("type", key.purpose().name().toLowerCase(Locale.ROOT));
    file.put("mechanism", nameOf(key.form()));
    file.put("octets", key.octets());
    recipient.ifPresent(fingerprint -> file.put("recipient", fingerprint));
    file.put("wrapped", Base64.getEncoder().encodeToString(key.wrapped().toArray()));
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
        SecretKeys.Form form = FORMS.get(mechanism);
        if (form != null && recipient.isPresent() != (form == SecretKeys.Form.AES_KEY_WRAP)) {
          return new WrappedKeyFile(
              new SecretKeys.Wrapped(
                  SecretKeys.Purpose.valueOf(type.toUpperCase(Locale.ROOT)),
                  octets,
                  form,
                  Octets.of(Base64.getDecoder().decode(wrapped))),
              recipient);
        }
      }
    } catch (JsonSyntaxException | IllegalArgumentException | ClassCastException e) {
      throw new KeyFileException(file + " is no wrapped key of mikey keys wrap-export", e);
    }
    throw new KeyFileException(file + " is no wrapped key of mikey keys wrap-export");
  }

  private static String nameOf(SecretKeys.Form form) {
    return FORMS.entrySet().stream()
        .filter(entry -> entry.getValue() == form)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }
}
