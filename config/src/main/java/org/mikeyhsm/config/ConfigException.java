package org.mikeyhsm.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration is not what it must be; tells everything that is wrong with it. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigFault> faults;

  /**
   * Names the faults.
   *
   * @param faults one or more
   */
  public ConfigException(List<ConfigFault> faults) {
    super(faults.stream().map(ConfigFault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  /** What is wrong, in the order of the file. */
  public List<ConfigFault> faults() {
    return faults;
  }
}
