package org.mikeyhsm.hsm.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MikeyTokenModuleTest {
  private static final Path INSTALLED = Path.of("/usr/lib/mikey-hsm/libmikeytoken.so");

  @TempDir Path directory;

  private final Properties properties = new Properties();

  private Path library(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }

  private String refused(Optional<Path> option, Map<String, String> environment) {
    return assertThrows(
            TokenUnavailableException.class,
            () -> MikeyTokenModule.find(option, properties, environment))
        .getMessage();
  }

  @Test
  void eachPlaceCountsBeforeTheNext() throws IOException {
    Path beside = library("softhsm-setup/token-module/target/libmikeytoken.so");
    properties.setProperty(MikeyTokenModule.HOME_PROPERTY, directory.toString());
    assertEquals(beside, MikeyTokenModule.find(Optional.empty(), properties, Map.of()));

    Path named = library("named.so");
    Map<String, String> environment = Map.of(MikeyTokenModule.MODULE_VARIABLE, named.toString());
    assertEquals(named, MikeyTokenModule.find(Optional.empty(), properties, environment));

    Path configured = library("configured.so");
    properties.setProperty(MikeyTokenModule.MODULE_PROPERTY, configured.toString());
    assertEquals(configured, MikeyTokenModule.find(Optional.empty(), properties, environment));

    Path said = library("said.so");
    assertEquals(said, MikeyTokenModule.find(Optional.of(said), properties, environment));
  }

  @Test
  void theLastPlaceIsThatOfAnInstallation() {
    properties.setProperty(MikeyTokenModule.HOME_PROPERTY, directory.toString());
    if (Files.isRegularFile(INSTALLED)) {
      assertEquals(INSTALLED, MikeyTokenModule.find(Optional.empty(), properties, Map.of()));
    } else {
      String message = refused(Optional.empty(), Map.of());
      assertTrue(message.contains(directory.toString()), message);
      assertTrue(message.contains(INSTALLED.toString()), message);
      assertTrue(message.contains("mvn package"), message);
      assertTrue(message.contains("MIKEYTOKEN_MODULE"), message);
    }
  }

  @Test
  void whatIsNamedIsNotReplacedByAnother() throws IOException {
    library("softhsm-setup/token-module/target/libmikeytoken.so");
    properties.setProperty(MikeyTokenModule.HOME_PROPERTY, directory.toString());
    Path none = directory.resolve("none.so");
    Map<String, String> environment =
        Map.of(MikeyTokenModule.MODULE_VARIABLE, directory.resolve("nor-this.so").toString());
    assertTrue(refused(Optional.of(none), environment).contains("none.so"));
    assertTrue(refused(Optional.empty(), environment).contains("nor-this.so"));
    properties.setProperty(MikeyTokenModule.MODULE_PROPERTY, none.toString());
    assertTrue(refused(Optional.empty(), environment).contains("none.so"));
  }

  @Test
  void theBaseMustBeThere() throws IOException {
    Path library = library("libmikeytoken.so");
    Path none = directory.resolve("no-base.so");
    properties.setProperty(MikeyTokenModule.BASE_PROPERTY, none.toString());
    Optional<Path> base = MikeyTokenModule.base(properties);
    assertEquals(Optional.of(none), base);
    TokenUnavailableException e =
        assertThrows(TokenUnavailableException.class, () -> MikeyTokenModule.open(library, base));
    assertTrue(e.getMessage().contains("no-base.so"), e.getMessage());
    properties.remove(MikeyTokenModule.BASE_PROPERTY);
    assertEquals(Optional.empty(), MikeyTokenModule.base(properties));
  }
}
