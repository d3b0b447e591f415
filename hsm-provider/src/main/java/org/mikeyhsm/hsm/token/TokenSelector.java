package org.mikeyhsm.hsm.token;

import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.hsm.cryptoki.TokenInfo;

/**
 * Tells a token among those of a module: by label, by serial number, or by a PKCS#11 URI. Not by
 * the slot's place in the list, which moves. Immutable.
 */
public final class TokenSelector {
  private final String description;
  private final Optional<String> label;
  private final BiPredicate<SlotId, TokenInfo> matches;

  TokenSelector(String description, BiPredicate<SlotId, TokenInfo> matches) {
    this(description, Optional.empty(), matches);
  }

  private TokenSelector(
      String description, Optional<String> label, BiPredicate<SlotId, TokenInfo> matches) {
    this.description = description;
    this.label = label;
    this.matches = matches;
  }

  /** The token with this label. */
  public static TokenSelector label(String label) {
    Objects.requireNonNull(label, "label");
    return new TokenSelector(
        "labelled " + label, Optional.of(label), (slot, info) -> info.label().equals(label));
  }

  /** The token with this serial number. */
  public static TokenSelector serialNumber(String serialNumber) {
    Objects.requireNonNull(serialNumber, "serialNumber");
    return new TokenSelector(
        "of serial number " + serialNumber,
        (slot, info) -> info.serialNumber().equals(serialNumber));
  }

  /**
   * The token that a PKCS#11 URI names.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static TokenSelector uri(String uri) {
    return Pkcs11Uri.parse(uri).token();
  }

  /** The label, where the token is told by that alone. */
  public Optional<String> label() {
    return label;
  }

  /** Whether it tells the token of this slot. */
  public boolean matches(SlotDescription slot) {
    return slot.isInitialized() && slot.isToldBy(matches);
  }

  boolean matches(SlotId slot, TokenInfo info) {
    return matches.test(slot, info);
  }

  /** For people to read. */
  @Override
  public String toString() {
    return description;
  }
}
