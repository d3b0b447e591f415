package org.mikeyhsm.hsm.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the recorder in {@code stacked.c} wrote: one call a line.
 *
 * @param calls in their order
 */
public record CallLog(List<Call> calls) {
  private static final Set<Long> SECRET_PARTS =
      // CKA_VALUE; CKA_PRIVATE_EXPONENT, PRIME_1, PRIME_2, EXPONENT_1, EXPONENT_2, COEFFICIENT.
      Set.of(0x11L, 0x123L, 0x124L, 0x125L, 0x126L, 0x127L, 0x128L);

  // CKO_PRIVATE_KEY, CKO_SECRET_KEY.
  private static final Set<String> SECRET_CLASSES = Set.of("0x3", "0x4");

  /** Copies the list. */
  public CallLog {
    calls = List.copyOf(calls);
  }

  /** A log's content so far. */
  public static CallLog of(Path file) throws IOException {
    return new CallLog(Files.readAllLines(file).stream().map(Call::new).toList());
  }

  /** The calls from one on. */
  public CallLog from(int first) {
    return new CallLog(calls.subList(first, calls.size()));
  }

  /** The calls before one. */
  public CallLog to(int end) {
    return new CallLog(calls.subList(0, end));
  }

  /**
   * One call.
   *
   * @param line as the recorder wrote it
   */
  public record Call(String line) {
    private static final Pattern TYPE = Pattern.compile("0x[0-9a-f]+");

    /** The function. */
    public String function() {
      return line.substring(0, line.indexOf(' '));
    }

    /** A field's text, empty if it is not there. */
    public String field(String name) {
      Matcher matcher = Pattern.compile(" " + name + "=(\\[[^]]*]|\\S+)").matcher(line);
      return matcher.find() ? matcher.group(1) : "";
    }

    /** The types of the attributes in a template or a question. */
    public List<Long> types(String name) {
      List<Long> types = new ArrayList<>();
      for (String attribute : field(name).replaceAll("[\\[\\]]", "").split(",")) {
        Matcher matcher = TYPE.matcher(attribute);
        if (matcher.lookingAt()) {
          types.add(Long.decode(matcher.group()));
        }
      }
      return types;
    }

    private boolean hasClass(Set<String> classes) {
      return classes.stream()
          .anyMatch(c -> field("template").matches(".*[\\[,]0x0=" + c + "[],].*"));
    }

    /** Makes an object that anybody can read afterwards. */
    private boolean makesReadable() {
      String template = field("template");
      return template.contains("0x103=0") || template.contains("0x162=1");
    }
  }

  /** How often each function was called. */
  public Map<String, Long> counts() {
    return calls.stream()
        .collect(Collectors.groupingBy(Call::function, TreeMap::new, Collectors.counting()));
  }

  /**
   * Every call by which a secret, or what it is computed of, could be in the caller's hands: a
   * question for a secret's value, keys created of values, keys made readable, keys wrapped,
   * digested or copied; and C_Encrypt, C_Decrypt or C_Sign where they are not the work of SRTP
   * packets and message authentication.
   *
   * @param packetKeys keys that may encrypt and sign: SRTP session keys and auth_key
   * @param salts objects that were made by a call that can make nothing but a salt
   */
  public List<String> breaches(Set<Long> packetKeys, Set<Long> salts) {
    List<String> breaches = new ArrayList<>();
    for (Call call : calls) {
      boolean breach =
          switch (call.function()) {
            case "C_GetAttributeValue" ->
                !salts.contains(Long.valueOf(call.field("object")))
                    && call.types("asked").stream().anyMatch(SECRET_PARTS::contains);
            case "C_CreateObject" -> call.hasClass(SECRET_CLASSES);
            case "C_DeriveKey", "C_UnwrapKey", "C_GenerateKey", "C_SetAttributeValue" ->
                call.makesReadable();
            case "C_WrapKey", "C_DigestKey", "C_CopyObject", "C_SignRecoverInit" -> true;
            case "C_EncryptInit", "C_DecryptInit", "C_SignInit", "C_VerifyInit" ->
                !packetKeys.contains(Long.valueOf(call.field("object")));
            default -> false;
          };
      if (breach) {
        breaches.add(call.line());
      }
    }
    return breaches;
  }

  /** The handles of the keys that a mechanism made, by their order. */
  public Set<Long> madeBy(long mechanism) {
    return calls.stream()
        .filter(call -> !call.field("made").isEmpty())
        .filter(call -> call.field("mechanism").equals("0x" + Long.toHexString(mechanism)))
        .map(call -> Long.valueOf(call.field("made")))
        .collect(Collectors.toSet());
  }
}
