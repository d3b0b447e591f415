package org.mikeyhsm.cli.exchange;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.config.Mode;

/** The modes that can be carried out from a configuration. */
public final class ExchangeModes {
  private static final List<ExchangeMode> ALL =
      List.of(
          new PskMode(),
          new PkMode(),
          new DhMode(),
          new DhhmacMode(),
          new RsarMode(),
          new SakkeMode());

  private ExchangeModes() {}

  /** One of them; empty where this version does not have it. */
  public static Optional<ExchangeMode> of(Mode mode) {
    return ALL.stream().filter(known -> known.mode() == mode).findFirst();
  }

  /** Those of these modes that this version has, in the order given. */
  public static List<ExchangeMode> of(List<Mode> modes) {
    return ALL.stream()
        .filter(known -> modes.contains(known.mode()))
        .sorted(Comparator.comparingInt(known -> modes.indexOf(known.mode())))
        .toList();
  }
}
