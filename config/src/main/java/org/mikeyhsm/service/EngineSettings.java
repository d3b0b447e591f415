package org.mikeyhsm.service;

import java.util.Arrays;
import org.mikeyhsm.config.AlgorithmSettings;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.SrtpProfile;
import org.mikeyhsm.engine.EngineMode;
import org.mikeyhsm.engine.EngineOptions;
import org.mikeyhsm.mode.LimitSettings;
import org.mikeyhsm.mode.psk.NullTransport;

/** What a configuration says, in the engine's words. */
record EngineSettings(Configuration configuration) {
  /**
   * The modes in use, in their order.
   *
   * @throws IllegalArgumentException if this version has not one of them
   */
  EngineMode[] modes() {
    return configuration.modes().stream().map(EngineSettings::mode).toArray(EngineMode[]::new);
  }

  private static EngineMode mode(Mode mode) {
    return Arrays.stream(EngineMode.values())
        .filter(known -> known.toString().equals(mode.toString()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "mode " + mode + " is not done in this version; take it out of modes"));
  }

  EngineOptions options() {
    AlgorithmSettings algorithms = configuration.algorithms();
    return new EngineOptions(
        algorithms.encryption(),
        algorithms.authentication(),
        algorithms.allowNull() ? NullTransport.UNDERLYING_PROTOCOL_PROTECTS : NullTransport.REFUSED,
        algorithms.tgkOctets(),
        algorithms.envelope(),
        algorithms.dhGroups(),
        configuration.exchange().verification(),
        configuration.srtpProfiles().stream().map(SrtpProfile::policy).toList(),
        configuration.sakke().prf());
  }

  LimitSettings limits() {
    LimitSettings standard = LimitSettings.DEFAULT;
    return new LimitSettings(
        standard.halfOpen(),
        configuration.exchange().timeout(),
        standard.concurrentWork(),
        standard.waiting(),
        standard.workWait());
  }
}
