package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.security.GeneralSecurityException;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.sdp.SdpException;

/**
 * The call: Alice offers, Bob answers (RFC 3264) with MIKEY inside (RFC 4567), then both speak.
 * What passes between them is octets.
 */
public final class Demo {
  private Demo() {}

  /**
   * Makes the call. When it throws, the transcript has what happened until then, and all keys made
   * on the way are destroyed.
   *
   * @param settings the exchange's kind
   * @param tokens open; stay open
   * @param transcript filled in
   * @throws MikeyException if a party refuses a message
   * @throws SdpException if a party refuses a session description
   * @throws GeneralSecurityException if a provider cannot do what is asked
   * @throws IOException if UDP over loopback fails
   * @throws DemoException if not every packet arrived and verified, a changed one was accepted, or
   *     objects are left on a token
   */
  public static void run(DemoSettings settings, DemoTokens tokens, Transcript transcript)
      throws MikeyException, SdpException, GeneralSecurityException, IOException, DemoException {
    try (Alice alice = Alice.open(settings, tokens.alice());
        Bob bob = Bob.open(settings, tokens.bob())) {
      try {
        byte[] offer = alice.offer();
        transcript.add(Transcript.Role.INITIATOR, offer);
        byte[] answer = bob.answer(offer);
        transcript.add(Transcript.Role.RESPONDER, answer);
        alice.accept(answer);
        transcript.memberDone();
        transcript.members(alice.members(transcript::memberDone));
        transcript.srtp(speak(alice, bob));
      } finally {
        alice.custody().ifPresent(report -> transcript.custody(Transcript.Role.INITIATOR, report));
        bob.custody().ifPresent(report -> transcript.custody(Transcript.Role.RESPONDER, report));
      }
    }
    tokens.requireRestored();
    requireComplete(transcript.srtp());
  }

  private static SrtpResult speak(Alice alice, Bob bob)
      throws IOException, GeneralSecurityException, DemoException {
    Speech speech = Speech.load();
    Endpoint a = alice.endpoint();
    Endpoint b = bob.endpoint();
    return SrtpLeg.between(a, b)
        .send(speech.frames())
        .plus(SrtpLeg.between(b, a).send(speech.frames()));
  }

  private static void requireComplete(SrtpResult srtp) throws DemoException {
    if (srtp.verified() != srtp.sent()) {
      throw new DemoException(
          "only " + srtp.verified() + " of " + srtp.sent() + " SRTP packets verified");
    }
    if (!srtp.tamperedRefused()) {
      throw new DemoException("an SRTP packet that was changed on its way was not refused");
    }
  }
}
