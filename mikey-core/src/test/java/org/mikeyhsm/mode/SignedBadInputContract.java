package org.mikeyhsm.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.message.CertPayload;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.message.SignatureType;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.exchange.SignField;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.TestPki;

/**
 * What a mode whose requests are signed does with nonsense that a peer with a good certificate has
 * signed: a wrong signature is the end of other mutated messages, these reach the private keys. For
 * a subclass of {@link ModeContract}.
 */
public interface SignedBadInputContract extends BadInputContract {
  /** Keeps a peer's messages of the last minutes within the bound of the replay cache. */
  Duration STEP = Duration.ofMillis(400);

  /** Octets of the signature of an RSA key of 2048 bits. */
  int SIGNATURE = 256;

  /** Octets of a SIGN payload, which has two before its signature. */
  int END = 2 + SIGNATURE;

  /** A good message of alice of now, for which her side holds nothing. */
  Octets fresh() throws Exception;

  private ModeContract<?> mode() {
    return (ModeContract<?>) this;
  }

  /** A party with its key in software. */
  static PkiIdentity inSoftware(IdPayload id, String name) {
    return PkiIdentity.of(
        id, new CertifiedKey(TestPki.privateKey(name), List.of(TestPki.certificate(name))));
  }

  /** A request of alice with these payloads. */
  static Octets signedRequest(CommonHeader header, List<Payload> payloads)
      throws GeneralSecurityException {
    return SignField.fill(
        header,
        payloads,
        inSoftware(ModeContract.ALICE, "alice"),
        new MikeyProvider(),
        SignField.Coverage.ALL_BUT_SIGNATURE);
  }

  /** A request with another timestamp, signed anew. */
  static Octets at(TimestampPayload now, Octets request) throws Exception {
    MikeyMessage decoded = MikeyMessage.decode(request.toArray());
    return signedRequest(
        decoded.header(),
        unsigned(decoded).stream()
            .<Payload>map(payload -> payload instanceof TimestampPayload ? now : payload)
            .toList());
  }

  /** The payloads before the signature. */
  static List<Payload> unsigned(MikeyMessage message) {
    return message.payloads().stream()
        .filter(payload -> !(payload instanceof SignPayload))
        .toList();
  }

  /**
   * The payloads of a message before its signature, mutated but for the certificates, which are
   * most of it and would be all that is found wrong; empty if the rest is no message any more.
   */
  static Optional<MikeyMessage> mutated(Octets message, Octets other, Random random)
      throws MikeyException {
    MikeyMessage whole = MikeyMessage.decode(message.toArray());
    List<CertPayload> certificates = whole.all(CertPayload.class);
    int certificatesAt = whole.payloads().indexOf(certificates.get(0));
    List<Payload> rest = new ArrayList<>(unsigned(whole));
    rest.removeAll(certificates);
    // The end of the message that is mutated: it shows where the chain of payloads goes on.
    rest.add(new SignPayload(SignatureType.RSA_PKCS1, Octets.of(new byte[SIGNATURE])));
    Octets encoded = Octets.of(new MikeyMessage(whole.header(), rest).encode());
    int endAt = encoded.length() - END;
    byte[] body = Mutation.of(encoded.slice(0, endAt), other, random).toArray();
    byte[] changed = Arrays.copyOf(body, body.length + END);
    System.arraycopy(encoded.toArray(), endAt, changed, body.length, END);
    MikeyMessage decoded;
    try {
      decoded = MikeyMessage.decode(changed);
    } catch (MikeyFormatException e) {
      return Optional.empty();
    }
    List<Payload> payloads = new ArrayList<>(unsigned(decoded));
    payloads.addAll(Math.min(certificatesAt, payloads.size()), certificates);
    return Optional.of(new MikeyMessage(decoded.header(), payloads));
  }

  @Test
  default void mutatedManyTimesAndSignedAnew() throws Exception {
    // Opens the session that a pool keeps, which is no leak.
    mode().accept(fresh()).close();
    mode().clock.move(STEP);
    Octets other = fresh();
    Map<String, Long> held = mode().heldButMemory();
    Map<String, Integer> refused = new TreeMap<>();
    Random random = new Random(4738);
    int accepted = 0;
    for (int i = 0; i < mode().bed.mutations() / 10; i++) {
      mode().clock.move(STEP);
      Optional<MikeyMessage> mutated = mutated(fresh(), other, random);
      if (mutated.isPresent()) {
        Octets message = signedRequest(mutated.get().header(), unsigned(mutated.get()));
        try {
          mode().receive(message).close();
          accepted++;
        } catch (ExchangeException e) {
          refused.merge(e.failure() + " of " + e.payload(), 1, Integer::sum);
        } catch (MikeyException e) {
          ModeContract.assertPlace(e, message);
        }
      }
    }
    assertEquals(held, mode().heldButMemory());
    String seen = accepted + " accepted, " + refused;
    assertTrue(accepted > 0 && refused.size() > 4, seen);
    // Past the signature, which is right.
    assertEquals(0, refused.getOrDefault("AUTHENTICATION of SIGN", 0), seen);
    mode().clock.move(STEP);
    mode().accept(fresh());
  }
}
