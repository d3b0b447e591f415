package org.mikeyhsm.message;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The general extensions whose data has a structure that the decoder knows. */
final class ExtensionCodecs {
  private static final List<ExtensionCodec<?>> ALL =
      List.of(
          KeyIdExtension.CODEC,
          CsbIdExtension.CODEC,
          OmaBcastExtension.CODEC,
          SakkeToSelfExtension.CODEC);

  private static final Map<ExtensionType, ExtensionCodec<?>> BY_TYPE =
      ALL.stream().collect(Collectors.toMap(ExtensionCodec::type, Function.identity()));

  private ExtensionCodecs() {}

  /** The codec of an extension, if it has a known structure. */
  static Optional<ExtensionCodec<?>> of(ExtensionType type) {
    return Optional.ofNullable(BY_TYPE.get(type));
  }
}
