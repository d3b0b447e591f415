package org.mikeyhsm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeEventTest {
  @TempDir private Path directory;

  @Test
  void aRecordingHasEveryExchange() throws Exception {
    Path file = directory.resolve("exchanges.jfr");
    Streams streams = Streams.of(7, 0);
    try (EngineSides sides = new EngineSides();
        MikeyEngine alice = sides.alice().build();
        MikeyEngine bob = sides.bob().build();
        Recording recording = new Recording()) {
      recording.enable("org.mikeyhsm.Exchange");
      recording.start();
      try (Initiated initiated = alice.initiate(EngineMode.PSK, EngineSides.BOB, streams);
          Outcome answered = bob.respond(initiated.message())) {
        bob.respond(initiated.message());
        initiated.awaiting().receive(answered.reply().orElseThrow()).close();
      }
      alice.initiate(EngineMode.DHHMAC, EngineSides.BOB, streams).close();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("org.mikeyhsm.Exchange"))
            .toList();
    assertEquals(
        List.of(
            "psk responder established ",
            "psk responder ignored replay",
            "psk initiator established ",
            "dhhmac initiator abandoned closed"),
        events.stream()
            .map(
                event ->
                    String.join(
                        " ",
                        event.getString("mode"),
                        event.getString("side"),
                        event.getString("outcome"),
                        event.getString("reason")))
            .toList());
    assertTrue(events.stream().allMatch(event -> event.getDuration("taken").toNanos() > 0));
  }
}
