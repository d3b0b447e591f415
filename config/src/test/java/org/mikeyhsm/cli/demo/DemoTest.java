package org.mikeyhsm.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.cli.output.Style;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.sdp.SdpException;

class DemoTest {
  private static final DemoSettings SETTINGS =
      new DemoSettings(Mode.PSK, DemoSettings.Encryption.AES_CM, true);

  /** Tokens with keys of the test's choice, one of which may have lost something on the way. */
  private static final class TestTokens implements DemoTokens {
    private final PartyKeys alice;
    private final PartyKeys bob;
    private final boolean restored;

    TestTokens(String alicesKey, String bobsKey, boolean restored) {
      alice = keys(alicesKey);
      bob = keys(bobsKey);
      this.restored = restored;
    }

    private static PartyKeys keys(String psk) {
      return new PartyKeys(
          new MikeyProvider(), SoftwareKey.preShared(psk.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public PartyKeys alice() {
      return alice;
    }

    @Override
    public PartyKeys bob() {
      return bob;
    }

    @Override
    public void requireRestored() throws DemoException {
      if (!restored) {
        throw new DemoException("one object too many");
      }
    }

    @Override
    public void close() {
      alice.psk().close();
      bob.psk().close();
    }
  }

  @Test
  void aCallIsCompleteAndLeavesThePskOpen()
      throws MikeyException, SdpException, GeneralSecurityException, IOException, DemoException {
    Transcript transcript = new Transcript(SETTINGS, DemoTokens.Kind.SOFTWARE);
    try (TestTokens tokens = new TestTokens("a key of them", "a key of them", true)) {
      Demo.run(SETTINGS, tokens, transcript);
      assertFalse(tokens.alice().psk().isDestroyed());
    }
    assertEquals(new SrtpResult(100, 100, true), transcript.srtp());
    assertEquals(2, transcript.sent().size());
    assertTrue(transcript.sent().stream().allMatch(sent -> sent.message().isPresent()));
  }

  @Test
  void differentKeysFailAndTheTranscriptEndsThere() {
    Transcript transcript = new Transcript(SETTINGS, DemoTokens.Kind.SOFTWARE);
    try (TestTokens tokens = new TestTokens("a key of Alice", "a key of Bob", true)) {
      ExchangeException failure =
          assertThrows(ExchangeException.class, () -> Demo.run(SETTINGS, tokens, transcript));
      assertEquals(Failure.AUTHENTICATION, failure.failure());
    }
    assertEquals(1, transcript.sent().size());
    assertEquals(SrtpResult.NONE, transcript.srtp());
    String text = DemoText.of(transcript, Optional.of("reason"), Style.PLAIN);
    assertTrue(text.contains("I_MESSAGE"), text);
    assertTrue(text.endsWith("The call was not completed.\n"), text);
    assertFalse(text.contains("Shown:"), text);
    assertEquals(false, DemoJson.of(transcript, Optional.of("reason")).get("completed"));
  }

  @Test
  void whatIsLeftOnATokenFailsTheCall() {
    Transcript transcript = new Transcript(SETTINGS, DemoTokens.Kind.SOFTWARE);
    try (TestTokens tokens = new TestTokens("a key of them", "a key of them", false)) {
      assertThrows(DemoException.class, () -> Demo.run(SETTINGS, tokens, transcript));
    }
  }

  private static String bidDown(byte[] offer, String added) {
    String text = new String(offer, StandardCharsets.UTF_8);
    int at = text.indexOf("a=key-mgmt:");
    return text.substring(0, at) + added + text.substring(at);
  }

  @Test
  void bobRefusesAnOfferWhoseListOfProtocolsWasChanged()
      throws SdpException, GeneralSecurityException, IOException {
    try (TestTokens tokens = new TestTokens("a key of them", "a key of them", true);
        Alice alice = Alice.open(SETTINGS, tokens.alice());
        Bob bob = Bob.open(SETTINGS, tokens.bob())) {
      byte[] offer = alice.offer();
      byte[] changed = bidDown(offer, "a=key-mgmt:other AAAA\r\n").getBytes(StandardCharsets.UTF_8);
      SdpException refusal = assertThrows(SdpException.class, () -> bob.answer(changed));
      assertTrue(refusal.getMessage().contains("SDP IDs"), refusal.getMessage());
      assertEquals(Optional.empty(), bob.custody());
    }
  }

  @Test
  void bobRefusesAnOfferWithoutKeyManagement()
      throws SdpException, GeneralSecurityException, IOException {
    try (TestTokens tokens = new TestTokens("a key of them", "a key of them", true);
        Alice alice = Alice.open(SETTINGS, tokens.alice());
        Bob bob = Bob.open(SETTINGS, tokens.bob())) {
      String offer = new String(alice.offer(), StandardCharsets.UTF_8);
      byte[] without = offer.replaceFirst("a=key-mgmt:.*\r\n", "").getBytes(StandardCharsets.UTF_8);
      assertThrows(DemoException.class, () -> bob.answer(without));
    }
  }

  @Test
  void bobRefusesMoreMediaThanTheMessageHasCryptoSessionsFor()
      throws SdpException, GeneralSecurityException, IOException {
    try (TestTokens tokens = new TestTokens("a key of them", "a key of them", true);
        Alice alice = Alice.open(SETTINGS, tokens.alice());
        Bob bob = Bob.open(SETTINGS, tokens.bob())) {
      String offer = new String(alice.offer(), StandardCharsets.UTF_8);
      byte[] more = (offer + "m=audio 9 RTP/SAVP 0\r\n").getBytes(StandardCharsets.UTF_8);
      DemoException refusal = assertThrows(DemoException.class, () -> bob.answer(more));
      assertTrue(refusal.getMessage().contains("4 crypto sessions"), refusal.getMessage());
      assertEquals(Optional.empty(), bob.custody());
    }
  }

  @Test
  void aliceRefusesAnAnswerThatWasChanged()
      throws MikeyException, SdpException, GeneralSecurityException, IOException, DemoException {
    try (TestTokens tokens = new TestTokens("a key of them", "a key of them", true);
        Alice alice = Alice.open(SETTINGS, tokens.alice());
        Bob bob = Bob.open(SETTINGS, tokens.bob());
        Alice another = Alice.open(SETTINGS, tokens.alice());
        Bob anotherBob = Bob.open(SETTINGS, tokens.bob())) {
      byte[] good = bob.answer(alice.offer());
      byte[] ofAnotherCall = anotherBob.answer(another.offer());
      assertThrows(ExchangeException.class, () -> alice.accept(ofAnotherCall));
      assertEquals(Optional.empty(), alice.custody());
      alice.accept(good);
      assertTrue(alice.custody().isPresent());
    }
  }
}
