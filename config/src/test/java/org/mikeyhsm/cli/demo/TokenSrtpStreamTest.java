package org.mikeyhsm.cli.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.session.CryptoSessionBundle;

/** SRTP inside a token against jitsi-srtp, and against itself. */
@Tag("softhsm")
class TokenSrtpStreamTest {
  private static final int SSRC = 0x1234ABCD;

  @TempDir private Path directory;

  private static RtpPacket packet(int sequence) {
    return new RtpPacket(false, 0, sequence, 160 * sequence, SSRC, new byte[] {1, 2, 3, 4, 5});
  }

  /** What both ends of an exchange on NSS can do with it. */
  private interface Call {
    void with(PartyKeys keys, CryptoSessionBundle bundle) throws Exception;
  }

  private void call(Call call) throws Exception {
    pins();
    TokenSetup.makeNss(directory, true);
    Map<String, String> environment = Map.of(NssTokens.DIRECTORY, directory.toString());
    try (DemoTokens tokens =
            DemoTokens.open(DemoTokens.Kind.NSS, environment, Optional.empty(), CustodyPolicy.ANY);
        CryptoSessionBundle bundle = Exchanges.bundle(tokens.alice(), tokens.bob(), SSRC)) {
      call.with(tokens.alice(), bundle);
    }
  }

  private void pins() throws IOException {
    Files.writeString(directory.resolve("alice.pin"), "alice's pin");
    Files.writeString(directory.resolve("bob.pin"), "bob's pin");
    Files.writeString(directory.resolve("call.psk"), "000102030405060708090a0b0c0d0e0f");
  }

  @Test
  void jitsiOpensWhatTheTokenProtectsAndTheOtherWayRound() throws Exception {
    call(
        (keys, bundle) -> {
          try (SrtpStream token = TokenSrtpStream.open(keys.provider(), bundle, 1, SSRC);
              SrtpStream back = TokenSrtpStream.open(keys.provider(), bundle, 1, SSRC);
              SrtpStream receiver = JitsiSrtpStream.open(bundle, 1, SSRC, SrtpStream.End.RECEIVER);
              SrtpStream sender = JitsiSrtpStream.open(bundle, 1, SSRC, SrtpStream.End.SENDER)) {
            // Over a wrap of the sequence number: the ROC enters IV and tag.
            for (int i = 0; i < 20; i++) {
              RtpPacket packet = packet((65530 + i) % 65536);
              assertArrayEquals(
                  packet.encode(), receiver.open(token.protect(packet)).packet().orElseThrow());
              assertArrayEquals(
                  packet.encode(), back.open(sender.protect(packet)).packet().orElseThrow());
            }
          }
        });
  }

  @Test
  void changedRepeatedAndShortPacketsAreRefused() throws Exception {
    call(
        (keys, bundle) -> {
          try (SrtpStream sender = TokenSrtpStream.open(keys.provider(), bundle, 1, SSRC);
              SrtpStream receiver = TokenSrtpStream.open(keys.provider(), bundle, 1, SSRC)) {
            byte[] first = sender.protect(packet(10));
            byte[] second = sender.protect(packet(11));
            for (int i = 12; i < first.length; i++) {
              byte[] changed = first.clone();
              changed[i] ^= 1;
              assertTrue(receiver.open(changed).forged());
            }
            assertTrue(receiver.open(second).packet().isPresent());
            assertTrue(receiver.open(first).packet().isPresent(), "late is not repeated");
            assertTrue(receiver.open(first).packet().isEmpty());
            assertTrue(receiver.open(second).packet().isEmpty());
            assertEquals(false, receiver.open(second).forged());
            assertTrue(receiver.open(new byte[21]).packet().isEmpty());
            sender.protect(packet(90));
            assertTrue(receiver.open(sender.protect(packet(91))).packet().isPresent());
            assertTrue(receiver.open(first).packet().isEmpty(), "too old");
          }
        });
  }
}
