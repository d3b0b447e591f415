package org.mikeyhsm.mode.dhhmac;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.DhPayload;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;

/** The DHHMAC mode between two parties who keep to RFC 4650, on any provider. */
public abstract class DhhmacModeContract extends DhhmacContract {
  /** For the class that opens the provider. */
  protected DhhmacModeContract() {}

  @Test
  void anExchangeGivesBothTheSameKeys() throws Exception {
    Outcome outcome = exchange();
    assertSameKeys(outcome);
    assertSameTrafficKeys(outcome, 2);
    assertEquals(outcome.initiated().terms(), outcome.accepted().terms());
  }

  /** RFC 4650 section 3, Figure 1. */
  @Test
  void theMessagesHaveTheirPayloadsInOrder() throws Exception {
    Outcome outcome = exchange();
    MikeyMessage request = MikeyMessage.decode(outcome.request().toArray());
    assertEquals(
        List.of(
            TimestampPayload.class,
            RandPayload.class,
            IdPayload.class,
            IdPayload.class,
            SecurityPolicyPayload.class,
            DhPayload.class,
            KemacPayload.class),
        request.payloads().stream().map(Object::getClass).toList());
    assertEquals(DataType.DHHMAC_INIT, request.header().dataType());
    MikeyMessage response = MikeyMessage.decode(outcome.response().orElseThrow().toArray());
    assertEquals(
        List.of(
            TimestampPayload.class,
            IdPayload.class,
            IdPayload.class,
            DhPayload.class,
            DhPayload.class,
            KemacPayload.class),
        response.payloads().stream().map(Object::getClass).toList());
    assertEquals(DataType.DHHMAC_RESP, response.header().dataType());
    assertEquals(List.of(BOB, ALICE), response.all(IdPayload.class));
    assertEquals(
        request.first(DhPayload.class).orElseThrow(), response.all(DhPayload.class).get(1));
    for (MikeyMessage message : List.of(request, response)) {
      KemacPayload kemac = message.first(KemacPayload.class).orElseThrow();
      assertEquals(EncrAlg.NULL, kemac.encrAlg(), "0, whatever the text of RFC 4650 says");
      assertTrue(kemac.encrData().isEmpty());
      assertEquals(MacAlg.HMAC_SHA_1_160, kemac.macAlg());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void everyGroupThatIsAllowed(int number) throws Exception {
    DhGroup group = new DhGroup(number);
    responder = responder(new DhhmacSettings(Set.of(group), Set.of()));
    Started started = start(offer().withGroup(Optional.of(group)));
    Accepted accepted = accept(started.request());
    assertSameKeys(keep(started.receive(accepted.response().orElseThrow())), accepted.bundle());
  }

  @Test
  void theValidityOfTheKeyIsAgreed() throws Exception {
    KeyValidity spi = new KeyValidity.Spi(Octets.ofHex("01020304"));
    Started started = start(offer().withValidity(spi));
    Accepted accepted = accept(started.request());
    CryptoSessionBundle initiated = keep(started.receive(accepted.response().orElseThrow()));
    assertSameKeys(initiated, accepted.bundle());
    try (SrtpMasterKey key = initiated.srtpMasterKey(1, bed.probe().place())) {
      assertEquals(spi, key.validity());
    }
  }

  @Test
  void theInitiatorsIdentityMayBeLeftOut() throws Exception {
    Started started = start(offer().withInitiator(false));
    Accepted accepted = accept(started.request());
    assertEquals(ALICE, accepted.bundle().terms().initiator());
    assertEquals(
        List.of(BOB, ALICE),
        MikeyMessage.decode(accepted.response().orElseThrow().toArray()).all(IdPayload.class),
        "SHALL always include IDi");
    keep(started.receive(accepted.response().get()));
  }

  // RFC 4650 3.1.

  @Test
  void anUpdateWithNewHalvesRekeys() throws Exception {
    Outcome first = exchange();
    byte[] before = tek(first.accepted(), 1);
    Started started = update(offer(), first.initiated());
    Accepted accepted = accept(started.request());
    CryptoSessionBundle initiated = keep(started.receive(accepted.response().orElseThrow()));
    assertSameKeys(initiated, accepted.bundle());
    assertFalse(Arrays.equals(before, tek(initiated, 1)));
  }

  @Test
  void anUpdateWithoutHalvesLeavesTheKey() throws Exception {
    Outcome first = exchange();
    Started started = update(offer().withGroup(Optional.empty()), first.initiated());
    Accepted accepted = accept(started.request());
    assertEquals(
        0,
        MikeyMessage.decode(accepted.response().orElseThrow().toArray())
            .all(DhPayload.class)
            .size());
    CryptoSessionBundle initiated = keep(started.receive(accepted.response().get()));
    assertSameKeys(initiated, accepted.bundle());
    assertArrayEquals(tek(first.accepted(), 1), tek(initiated, 1));
  }

  @Test
  void anInitialExchangeHasAGroup() {
    assertThrows(IllegalArgumentException.class, () -> start(offer().withGroup(Optional.empty())));
  }

  @Test
  void theReportNamesEverySecret() throws Exception {
    Outcome outcome = exchange();
    for (CustodyReport report :
        List.of(outcome.initiated().custody(), outcome.accepted().custody())) {
      for (SecretName secret :
          List.of(SecretName.PSK, SecretName.AUTH_KEY, SecretName.DH_PRIVATE, SecretName.TGK)) {
        assertEquals(1, report.of(secret).size(), secret + " in " + report);
      }
      assertEquals(bed.pskLevel(), report.of(SecretName.PSK).get(0).custody().level());
    }
  }
}
