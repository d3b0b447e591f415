package org.mikeyhsm.mode.psk;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.KeyDataTransport;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.MacField;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.exchange.Initiation;
import org.mikeyhsm.mode.exchange.Intake;
import org.mikeyhsm.session.Algorithms;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.MessageKeys;

/**
 * The initiator of one pre-shared key exchange (RFC 3830 section 3.1) or CSB update (section 4.5).
 *
 * <p>{@link #start()} gives the I_MESSAGE. If verification was asked for, {@link #receive} takes
 * the R_MESSAGE and gives the bundle; a message it refuses changes nothing and a good one may still
 * come. Otherwise {@link #bundle()} gives it at once.
 *
 * <p>Not thread-safe. {@link #close()} destroys all that was not handed out.
 */
public final class PskInitiator implements AutoCloseable {
  private final MikeyContext context;
  private final PskCredential credential;
  private final PskOffer offer;
  private final Initiation initiation;
  private final Set<PskLeniency> leniencies;
  private Optional<Pending> pending = Optional.empty();

  /** What was sent and is not yet a bundle. */
  private record Pending(BundleTerms terms, CommonHeader header, MessageKeys messageKeys) {}

  private PskInitiator(
      MikeyContext context,
      PskCredential credential,
      PskOffer offer,
      Optional<CryptoSessionBundle> established,
      Set<PskLeniency> leniencies) {
    this.context = Objects.requireNonNull(context, "context");
    this.credential = Objects.requireNonNull(credential, "credential");
    this.offer = Objects.requireNonNull(offer, "offer");
    this.initiation =
        new Initiation(context, credential.self(), Optional.of(credential.peer()), established);
    this.leniencies = leniencies;
    if (offer.keys().isEmpty() && established.isEmpty()) {
      throw new IllegalArgumentException("an initial exchange carries at least one key");
    }
  }

  /**
   * An initial exchange.
   *
   * @throws IllegalArgumentException if the offer carries no key
   */
  public static PskInitiator initial(
      MikeyContext context, PskCredential credential, PskOffer offer) {
    return new PskInitiator(context, credential, offer, Optional.empty(), Set.of());
  }

  /**
   * An update: same CSB ID, new timestamp, no RAND (RFC 3830 section 4.5). The offer may carry new
   * keys, further crypto sessions, or both; without keys the old ones go on.
   *
   * @param bundle the bundle to update, open, initiated by this side
   * @throws IllegalArgumentException if it is a bundle of other parties, or of the reverse roles
   */
  public static PskInitiator update(
      MikeyContext context, PskCredential credential, PskOffer offer, CryptoSessionBundle bundle) {
    return new PskInitiator(context, credential, offer, Optional.of(bundle), Set.of());
  }

  /** The same exchange, not yet started, tolerating what {@code leniency} names. */
  public PskInitiator tolerating(PskLeniency leniency) {
    initiation.requireNew("before start");
    Set<PskLeniency> all = EnumSet.of(leniency);
    all.addAll(leniencies);
    return new PskInitiator(context, credential, offer, initiation.established(), Set.copyOf(all));
  }

  /**
   * Makes the I_MESSAGE.
   *
   * @return the octets to send
   * @throws java.security.NoSuchAlgorithmException if the provider lacks an algorithm of the offer
   * @throws javax.crypto.IllegalBlockSizeException if the algorithm cannot carry keys of that
   *     length; the message says which lengths it can
   * @throws java.security.InvalidKeyException if the provider cannot use the pre-shared key
   * @throws IllegalStateException if called twice, or the bundle store or the limits are full
   */
  public Octets start() throws GeneralSecurityException {
    return initiation.start(offer.verification(), this::make);
  }

  private Octets make(Initiation.Opening opening) throws GeneralSecurityException {
    BundleTerms terms =
        opening.terms(credential.self(), credential.peer(), offer.media().sessions());
    CommonHeader header =
        new CommonHeader(
            DataType.PSK,
            offer.verification(),
            terms.prfFunc(),
            terms.csbId(),
            offer.media().map());
    MessageKeys keys =
        new MessageKeys(
            context.provider(),
            terms.prfFunc(),
            SecretName.PSK,
            credential.psk(),
            terms.csbId(),
            terms.rand());
    initiation.hold(keys::close);
    SealedKeyData sealed = seal(keys, terms.timestamp());
    initiation.holdKeys(sealed.keys());
    Octets message = protect(keys, header, payloads(terms, sealed));
    pending = Optional.of(new Pending(terms, header, keys));
    return message;
  }

  private SealedKeyData seal(MessageKeys keys, TimestampPayload timestamp)
      throws GeneralSecurityException {
    if (offer.keys().isEmpty()) {
      return new SealedKeyData(Octets.empty(), List.of());
    }
    KeyDataTransport transport =
        KeyDataTransport.getInstance(
            Algorithms.keyDataTransport(offer.encrAlg())
                .orElseThrow(() -> new NoSuchAlgorithmException("Encr alg " + offer.encrAlg())),
            context.provider());
    return transport.generateAndWrap(keys.protection(offer.encrAlg(), timestamp), offer.keys());
  }

  private List<Payload> payloads(BundleTerms terms, SealedKeyData sealed)
      throws NoSuchAlgorithmException {
    int macLength =
        offer
            .macAlg()
            .macLength()
            .orElseThrow(() -> new NoSuchAlgorithmException("MAC alg " + offer.macAlg()));
    List<Payload> payloads = new ArrayList<>();
    payloads.add(terms.timestamp());
    if (initiation.established().isEmpty()) {
      payloads.add(new RandPayload(terms.rand()));
    }
    if (offer.sendIdentities()) {
      payloads.add(credential.self());
      payloads.add(credential.peer());
    }
    payloads.addAll(offer.media().policyPayloads());
    payloads.addAll(offer.extensions());
    payloads.add(
        new KemacPayload(
            offer.encrAlg(), sealed.encrData(), offer.macAlg(), MacField.blank(macLength)));
    return payloads;
  }

  /** RFC 3830 section 6.2: in this mode the MAC covers the entire message. */
  private Octets protect(MessageKeys keys, CommonHeader header, List<Payload> payloads)
      throws GeneralSecurityException {
    MikeyMessage message = new MikeyMessage(header, payloads);
    return offer.macAlg().equals(MacAlg.NULL)
        ? Octets.of(message.encode())
        : MacField.fill(message, keys.mac(offer.macAlg()));
  }

  /**
   * The bundle of an exchange without verification.
   *
   * @return the caller closes it
   * @throws IllegalStateException if verification was asked for, or there is no message yet
   */
  public CryptoSessionBundle bundle() {
    initiation.requireSent();
    if (offer.verification()) {
      throw new IllegalStateException("the responder's verification message is awaited");
    }
    Pending sent = pending.orElseThrow();
    return initiation.complete(sent.terms(), sent.messageKeys().custody());
  }

  /**
   * Takes the responder's answer: an R_MESSAGE or an error message.
   *
   * @param answer the octets received
   * @return the bundle, which the caller closes
   * @throws MikeyException if the answer is refused, or reports an error; unless it is an authentic
   *     error message or came too late, the exchange goes on and a good answer may still come
   * @throws GeneralSecurityException if the provider fails
   * @throws IllegalStateException if no answer is awaited
   */
  public CryptoSessionBundle receive(Octets answer)
      throws MikeyException, GeneralSecurityException {
    initiation.requireSent();
    if (!offer.verification()) {
      throw new IllegalStateException("no verification message was asked for");
    }
    initiation.requireInTime();
    Pending sent = pending.orElseThrow();
    DecodedMessage decoded = Intake.decode(context, answer);
    PskVerification verification =
        new PskVerification(
            sent.terms(), sent.header(), sent.messageKeys(), offer.macAlg(), leniencies);
    if (decoded.message().header().dataType().equals(DataType.ERROR)) {
      throw verification.peerError(decoded, initiation::close);
    }
    return initiation.complete(verification.verify(decoded), sent.messageKeys().custody());
  }

  /** Destroys the keys of an exchange that is not complete; a bundle handed out stays open. */
  @Override
  public void close() {
    initiation.close();
  }
}
