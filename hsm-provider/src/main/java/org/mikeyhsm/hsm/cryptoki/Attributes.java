package org.mikeyhsm.hsm.cryptoki;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mikeyhsm.custody.Evidence;
import org.mikeyhsm.message.Octets;

/**
 * Attributes as a token told them. One that the object does not have is absent.
 *
 * @param values by type
 */
public record Attributes(Map<AttributeType, Attribute> values) {
  /** Copies the map. */
  public Attributes {
    values = values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(values));
  }

  /** These attributes. */
  public static Attributes of(Attribute... attributes) {
    return new Attributes(
        Arrays.stream(attributes).collect(Collectors.toMap(Attribute::type, Function.identity())));
  }

  /** A CK_BBOOL, if told. */
  public Optional<Boolean> flag(AttributeType type) {
    return values.get(type) instanceof Attribute.Flag flag
        ? Optional.of(flag.value())
        : Optional.empty();
  }

  /** Whether a CK_BBOOL was told, and is true. */
  public boolean isTrue(AttributeType type) {
    return flag(type).orElse(false);
  }

  /** A CK_ULONG, if told. */
  public OptionalLong number(AttributeType type) {
    return values.get(type) instanceof Attribute.Number number
        ? OptionalLong.of(number.value())
        : OptionalLong.empty();
  }

  /** Octets, if told. */
  public Optional<Octets> octets(AttributeType type) {
    return values.get(type) instanceof Attribute.Text text
        ? Optional.of(text.value())
        : Optional.empty();
  }

  /** The flags, as a custody report has them. */
  public Evidence evidence() {
    Map<String, Boolean> flags = new TreeMap<>();
    values.forEach(
        (type, value) -> {
          if (value instanceof Attribute.Flag flag) {
            flags.put(type.toString(), flag.value());
          }
        });
    return new Evidence(flags, false);
  }
}
