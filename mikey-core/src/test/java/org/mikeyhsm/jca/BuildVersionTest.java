package org.mikeyhsm.jca;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.mikeyhsm.jca.software.MikeyProvider;

class BuildVersionTest {
  @Test
  void aModuleTellsItsOwn() {
    // The JDK's modules have one, and JUnit's jar has a manifest.
    assertEquals(
        System.getProperty("java.version").replaceFirst("[+-].*", ""),
        BuildVersion.of(String.class).replaceFirst("[+-].*", ""));
    assertEquals(Test.class.getPackage().getImplementationVersion(), BuildVersion.of(Test.class));
  }

  @Test
  void classesOfADirectoryHaveNoneAndAProviderTakesThat() {
    assertEquals(BuildVersion.UNPACKAGED, BuildVersion.of(BuildVersion.class));
    assertEquals(BuildVersion.UNPACKAGED, new MikeyProvider().getVersionStr());
  }
}
