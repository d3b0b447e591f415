package org.mikeyhsm.mode.dh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.mikeyhsm.message.CertPayload;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.DhPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.pki.CertificateDirectory;
import org.mikeyhsm.mode.pki.SignatureScheme;

/** The signed Diffie-Hellman mode between two parties who keep to RFC 3830, on any provider. */
public abstract class DhModeContract extends DhContract {
  /** For the class that opens the provider. */
  protected DhModeContract() {}

  @Test
  void anExchangeGivesBothTheSameKeys() throws Exception {
    Outcome outcome = exchange();
    assertSameKeys(outcome);
    assertSameTrafficKeys(outcome, 1);
    assertEquals(outcome.initiated().terms(), outcome.accepted().terms());
  }

  /** RFC 3830 section 3.3. */
  @Test
  void theMessagesHaveTheirPayloadsInOrder() throws Exception {
    Outcome outcome = exchange();
    MikeyMessage request = MikeyMessage.decode(outcome.request().toArray());
    assertEquals(
        List.of(
            TimestampPayload.class,
            RandPayload.class,
            IdPayload.class,
            CertPayload.class,
            IdPayload.class,
            SecurityPolicyPayload.class,
            DhPayload.class,
            SignPayload.class),
        request.payloads().stream().map(Object::getClass).toList());
    MikeyMessage response = MikeyMessage.decode(outcome.response().orElseThrow().toArray());
    assertEquals(
        List.of(
            TimestampPayload.class,
            IdPayload.class,
            CertPayload.class,
            IdPayload.class,
            DhPayload.class,
            DhPayload.class,
            SignPayload.class),
        response.payloads().stream().map(Object::getClass).toList());
    assertEquals(List.of(BOB, ALICE), response.all(IdPayload.class));
    assertEquals(192, request.first(DhPayload.class).orElseThrow().value().length());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void everyGroupThatIsAllowed(int number) throws Exception {
    DhGroup group = new DhGroup(number);
    responder = responder(Set.of(group));
    assertSameKeys(complete(start(offer().withGroup(Optional.of(group)))));
  }

  /** RFC 3830 section 6.1: the V flag SHALL be ignored. */
  @Test
  void theResponseIsMandatory() throws Exception {
    assertTrue(exchange().response().isPresent());
  }

  @Test
  void identitiesAndCertificatesMayBeLeftOut() throws Exception {
    assertSameKeys(complete(start(offer().withIdentities(false))));
    aliceSelf = aliceSelf.withoutCertificates();
    bobSelf = bobSelf.withoutCertificates();
    responder = responder(Set.of(DhGroup.OAKLEY_5));
    assertSameKeys(exchange());
  }

  /** RFC 3830 section 3.3: the initiator needs no certificate of the responder before. */
  @Test
  void theRespondersCertificateComesWithItsAnswer() throws Exception {
    pki = pki.withDirectory(CertificateDirectory.empty());
    assertSameKeys(exchange());
  }

  @Test
  void pssToo() throws Exception {
    aliceSelf = aliceSelf.withScheme(SignatureScheme.PSS_SHA256);
    bobSelf = bobSelf.withScheme(SignatureScheme.PSS_SHA1);
    responder = responder(Set.of(DhGroup.OAKLEY_5));
    assertSameKeys(exchange());
  }

  // RFC 3830 4.5.

  @Test
  void anUpdateWithNewHalvesRekeys() throws Exception {
    Outcome first = exchange();
    byte[] before = tek(first.accepted(), 1);
    Outcome second = complete(update(offer(), first.initiated()));
    assertSameKeys(second);
    assertFalse(Arrays.equals(before, tek(second.accepted(), 1)));
  }

  @Test
  void anUpdateWithoutHalvesLeavesTheKey() throws Exception {
    Outcome first = exchange();
    Outcome second = complete(update(offer().withGroup(Optional.empty()), first.initiated()));
    assertSameKeys(second);
    assertArrayEquals(tek(first.accepted(), 1), tek(second.accepted(), 1));
    assertEquals(
        0,
        MikeyMessage.decode(second.response().orElseThrow().toArray()).all(DhPayload.class).size(),
        "MUST NOT include DHr or DHi");
  }

  @Test
  void theReportNamesEverySecret() throws Exception {
    Outcome outcome = exchange();
    for (CustodyReport report :
        List.of(outcome.initiated().custody(), outcome.accepted().custody())) {
      for (SecretName secret :
          List.of(SecretName.PRIVATE_KEY, SecretName.DH_PRIVATE, SecretName.TGK)) {
        assertEquals(1, report.of(secret).size(), secret + " in " + report);
      }
    }
  }
}
