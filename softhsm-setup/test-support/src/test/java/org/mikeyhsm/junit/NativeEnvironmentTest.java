package org.mikeyhsm.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NativeEnvironmentTest {
  private static final String NAME = "MIKEY_NATIVE_ENVIRONMENT_TEST";

  @Test
  void aVariableIsThereForLibrariesWhileTheActionRuns() {
    assertEquals(
        Optional.of("one"),
        NativeEnvironment.with(Map.of(NAME, "one"), () -> NativeEnvironment.get(NAME)));
    assertEquals(Optional.empty(), NativeEnvironment.get(NAME));
    assertNull(System.getenv(NAME));
  }

  @Test
  void whatWasThereBeforeComesBackAfterAFailureToo() {
    NativeEnvironment.with(
        Map.of(NAME, "outer"),
        () -> {
          assertThrows(
              IllegalStateException.class,
              () ->
                  NativeEnvironment.with(
                      Map.of(NAME, "inner"),
                      () -> {
                        throw new IllegalStateException();
                      }));
          assertEquals(Optional.of("outer"), NativeEnvironment.get(NAME));
          return null;
        });
  }

  @Test
  void aNameThatTheSystemRefusesIsTold() {
    assertThrows(
        IllegalStateException.class,
        () -> NativeEnvironment.with(Map.of("A=B", "value"), () -> null));
  }
}
