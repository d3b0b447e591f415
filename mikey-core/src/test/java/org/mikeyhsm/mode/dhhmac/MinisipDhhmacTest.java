package org.mikeyhsm.mode.dhhmac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.Vectors;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.session.MessageKeys;
import org.mikeyhsm.session.TestClock;

/** The messages that minisip's libmikey made: their MACs verify, their omissions are refused. */
class MinisipDhhmacTest {
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");

  /** The psk of the exchange DHHMAC-3. */
  private static final Octets PSK = Octets.ofHex("404142434445464748494a4b4c4d4e4f");

  private final Octets request = Octets.of(Vectors.minisipDhhmac3("i_message_hex"));
  private final Octets response = Octets.of(Vectors.minisipDhhmac3("r_message_hex"));

  private DhhmacResponder responder(Set<DhhmacLeniency> leniencies) throws MikeyException {
    Instant then =
        MikeyMessage.decode(request.toArray())
            .first(TimestampPayload.class)
            .orElseThrow()
            .time()
            .orElseThrow();
    TestClock clock = TestClock.ordinary();
    clock.set(then);
    return new DhhmacResponder(
        MikeyContext.forNewKeys(new MikeyProvider(), clock),
        PskDirectory.of(new PskCredential(BOB, ALICE, SoftwareKey.preShared(PSK.toArray()))),
        new DhhmacSettings(Set.of(DhGroup.OAKLEY_5), leniencies));
  }

  @Test
  void itsRequestLacksTheMandatoryIdentity() throws Exception {
    ExchangeException e =
        assertThrows(ExchangeException.class, () -> responder(Set.of()).receive(request));
    assertEquals(Failure.PAYLOADS, e.failure());
    assertEquals("ID", e.payload());
  }

  @Test
  void itsRequestVerifiesUnderTheNamedLeniency() throws Exception {
    try (Accepted accepted = responder(Set.of(DhhmacLeniency.MINISIP_MESSAGES)).receive(request)) {
      assertEquals(ALICE, accepted.bundle().terms().initiator());
    }
    byte[] changed = request.toArray();
    changed[changed.length - 1] ^= 1;
    ExchangeException e =
        assertThrows(
            ExchangeException.class,
            () -> responder(Set.of(DhhmacLeniency.MINISIP_MESSAGES)).receive(Octets.of(changed)));
    assertEquals(Failure.AUTHENTICATION, e.failure());
  }

  @Test
  void itsResponseVerifies() throws Exception {
    MikeyMessage sent = MikeyMessage.decode(request.toArray());
    DecodedMessage decoded = DecodedMessage.decode(response.toArray());
    try (MessageKeys keys =
        new MessageKeys(
            new MikeyProvider(),
            PrfFunc.MIKEY_1,
            SecretName.PSK,
            SoftwareKey.preShared(PSK.toArray()),
            sent.header().csbId(),
            sent.first(RandPayload.class).orElseThrow().rand())) {
      KemacPayload kemac = decoded.message().first(KemacPayload.class).orElseThrow();
      assertTrue(HmacField.verifies(decoded, kemac, keys));
    }
  }
}
