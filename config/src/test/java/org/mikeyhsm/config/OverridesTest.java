package org.mikeyhsm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverridesTest {
  @TempDir private Path directory;

  private Configuration load(Map<String, String> environment, Map<String, String> properties)
      throws Exception {
    return ConfigLoader.load(Written.file(directory, Written.SMALLEST), environment, properties);
  }

  @Test
  void thePropertyWinsOverTheVariableAndThatOverTheFile() throws Exception {
    Map<String, String> environment = Map.of("MIKEY_CONFIG__TOKEN__LABEL", "bob");
    assertEquals("labelled bob", load(environment, Map.of()).token().selector().toString());
    assertEquals(
        "labelled carol",
        load(environment, Map.of("mikey.config.token.label", "carol"))
            .token()
            .selector()
            .toString());
  }

  @Test
  void absentKeysListsAndHyphensAreReached() throws Exception {
    Configuration configuration =
        load(
            Map.of(
                "MIKEY_CONFIG__EXCHANGE__UDP_PORT", "4000",
                "MIKEY_CONFIG__MODES", "psk, sakke",
                "MIKEY_CONFIG__SAKKE__KMS", "kms.json"),
            Map.of());
    assertEquals(4000, configuration.exchange().udpPort());
    assertEquals(List.of(Mode.PSK, Mode.SAKKE), configuration.modes());
  }

  @Test
  void anOverrideTakesThePlaceOfItsRivals() throws Exception {
    Configuration configuration =
        load(
            Map.of(
                "MIKEY_CONFIG__TOKEN__SERIAL", "77", "MIKEY_CONFIG__TOKEN__PIN__ENVIRONMENT", "P"),
            Map.of());
    assertEquals("of serial number 77", configuration.token().selector().toString());
    assertEquals(new PinSettings.Environment("P"), configuration.token().pin());
  }

  @Test
  void anUnknownOverrideIsAFaultWithTheNearestName() {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> load(Map.of("MIKEY_CONFIG__TOKEN__LABLE", "bob"), Map.of()));
    ConfigFault fault = e.faults().get(0);
    assertEquals("environment variable MIKEY_CONFIG__TOKEN__LABLE", fault.source());
    assertEquals(Optional.of("MIKEY_CONFIG__TOKEN__LABEL"), fault.nearest());
  }

  @Test
  void aWrongValueNamesTheVariable() {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> load(Map.of("MIKEY_CONFIG__EXCHANGE__UDP_PORT", "none"), Map.of()));
    assertEquals(
        "environment variable MIKEY_CONFIG__EXCHANGE__UDP_PORT", e.faults().get(0).source());
  }
}
