package org.mikeyhsm.custody;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretEventsTest {
  @TempDir private Path directory;

  @Test
  void aRecordingHasTheFactsOfEachSecret() throws IOException {
    Custody custody =
        new Custody(
            CustodyLevel.TOKEN,
            Origin.DERIVED,
            Boundary.MODULE,
            "CKM_TEST",
            new Evidence(Map.of("CKA_SENSITIVE", true), false));
    Path file = directory.resolve("secrets.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("org.mikeyhsm.Secret");
      recording.start();
      SecretEvents.record(SecretClass.TEK, custody);
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("org.mikeyhsm.Secret"))
            .toList();
    assertEquals(1, events.size());
    RecordedEvent event = events.get(0);
    assertEquals("TEK", event.getString("secretClass"));
    assertEquals("TOKEN", event.getString("level"));
    assertEquals("DERIVED", event.getString("origin"));
    assertEquals("MODULE", event.getString("boundary"));
    assertEquals("CKM_TEST", event.getString("mechanism"));
    assertEquals("{CKA_SENSITIVE=true}", event.getString("attributes"));
  }
}
