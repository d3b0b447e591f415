package org.mikeyhsm.cli.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.session.ReplaySettings;
import org.mikeyhsm.session.ReplayVerdict;
import org.mikeyhsm.session.TimestampSource;

class ReplayStateTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final IdPayload ALICE = Identities.payload("sip:alice@example.org");

  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final TimestampPayload sent = new TimestampSource(clock).next();

  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("replays");
  }

  private ReplayState open(Clock at) throws KeyFileException {
    return ReplayState.open(file(), ReplaySettings.DEFAULT, at);
  }

  @Test
  void isRememberedFromOneUseToTheNextAndClosedToOthers() throws Exception {
    try (ReplayState first = open(clock)) {
      assertFalse(first.isLost());
      assertEquals(ReplayVerdict.FRESH, first.cache().admit(ALICE, 1, sent));
    }
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    try (ReplayState second = open(clock)) {
      assertFalse(second.isLost());
      assertEquals(ReplayVerdict.REPLAYED, second.cache().admit(ALICE, 1, sent));
      assertEquals(ReplayVerdict.FRESH, second.cache().admit(ALICE, 2, sent));
    }
    try (ReplayState third = open(clock)) {
      assertEquals(ReplayVerdict.REPLAYED, third.cache().admit(ALICE, 2, sent));
    }
  }

  @Test
  void aProcessThatDiedLeavesNothingThatPassesForItsState() throws Exception {
    final byte[] inUse;
    try (ReplayState first = open(clock)) {
      inUse = Files.readAllBytes(file());
      first.cache().admit(ALICE, 1, sent);
    }
    Files.write(file(), inUse);
    try (ReplayState next = open(clock)) {
      assertTrue(next.isLost());
      assertEquals(ReplayVerdict.STATE_LOST, next.cache().admit(ALICE, 2, sent));
    }
    Instant later = NOW.plus(ReplaySettings.DEFAULT.clockSkew().multipliedBy(2)).plusSeconds(1);
    Clock passed = Clock.fixed(later, ZoneOffset.UTC);
    try (ReplayState after = open(passed)) {
      assertEquals(
          ReplayVerdict.FRESH, after.cache().admit(ALICE, 3, new TimestampSource(passed).next()));
    }
  }

  @Test
  void twoAtOnceAreRefused() throws Exception {
    ReplayState first = open(clock);
    KeyFileException refusal = assertThrows(KeyFileException.class, () -> open(clock));
    assertTrue(refusal.getMessage().contains("in use"), refusal.getMessage());
    assertEquals(ReplayVerdict.FRESH, first.cache().admit(ALICE, 1, sent));
    first.close();
    assertEquals(ReplayVerdict.STATE_LOST, first.cache().admit(ALICE, 3, sent));
    first.close();
  }

  @Test
  void whatIsDamagedOrOpenToOthersIsRefusedAndLeftAlone() throws Exception {
    try (ReplayState first = open(clock)) {
      first.cache().admit(ALICE, 1, sent);
    }
    byte[] whole = Files.readAllBytes(file());
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 1;
      Files.write(file(), damaged);
      KeyFileException refusal = assertThrows(KeyFileException.class, () -> open(clock));
      assertTrue(refusal.getMessage().contains("is damaged"), refusal.getMessage());
    }
    Files.write(file(), new byte[0]);
    assertThrows(KeyFileException.class, () -> open(clock));
    Files.write(file(), whole);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
    KeyFileException open = assertThrows(KeyFileException.class, () -> open(clock));
    assertTrue(open.getMessage().contains("chmod 600"), open.getMessage());
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
    Path real = Files.move(file(), directory.resolve("real"));
    Files.createSymbolicLink(file(), real);
    assertThrows(KeyFileException.class, () -> open(clock));
    Files.delete(file());
    Files.move(real, file());
    try (ReplayState second = open(clock)) {
      assertEquals(ReplayVerdict.REPLAYED, second.cache().admit(ALICE, 1, sent));
    }
  }
}
