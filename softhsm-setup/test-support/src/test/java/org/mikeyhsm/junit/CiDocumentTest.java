package org.mikeyhsm.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.message.SecretOctets;

/** The Java of docs/ci.md stands here, and runs. */
@Tag("softhsm")
class CiDocumentTest {
  private static final Path ROOT = Path.of(System.getProperty("mikeyhsm.root"));

  @SoftHsm
  static class CallTest {
    @Test
    void theKeyIsInTheToken(SoftHsmToken hsm) throws Exception {
      try (SecretOctets octets = SecretOctets.copyOf(new byte[20])) {
        KeyImport.preSharedKey(hsm.token(), "call", octets);
      }
      TokenKey psk = hsm.token().preSharedKey("call");
      assertEquals(CustodyLevel.TOKEN, psk.custody().level());
    }
  }

  @Test
  void theExampleRuns() {
    SoftHsmExtensionTest.run(CallTest.class)
        .testEvents()
        .assertStatistics(statistics -> statistics.started(1).succeeded(1));
  }

  @Test
  void theDocumentHasTheExample() throws IOException {
    String document = Files.readString(ROOT.resolve("docs/ci.md"));
    String example = document.split("```java\n")[1].split("```")[0];
    String source =
        Files.readString(
            ROOT.resolve(
                "softhsm-setup/test-support/src/test/java/org/mikeyhsm/junit/CiDocumentTest.java"));
    for (String line : example.lines().toList()) {
      assertTrue(source.contains(line.strip()), line);
    }
  }
}
