package org.mikeyhsm.mode.sakke;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.KeyEncapsulation;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.IdRole;
import org.mikeyhsm.message.IdType;
import org.mikeyhsm.message.IdrPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SakkeParams;
import org.mikeyhsm.message.SakkePayload;
import org.mikeyhsm.message.SakkeToSelfExtension;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.message.SignatureType;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * The initiator of MIKEY-SAKKE (RFC 6509 section 2): makes a message for one receiver, or one for
 * each member of a group with the same SSV (section 2.4). No answer is awaited.
 *
 * <p>Thread-safe; nothing to close.
 */
public final class SakkeInitiator {
  private static final String ALGORITHM = "SAKKE";
  private static final int RAND_LENGTH = 16;
  private static final int SIGNATURE_LENGTH = 129;
  private static final int NO_NEXT_PAYLOAD = 0;

  private final MikeyContext context;
  private final SakkeUser self;

  /** An initiator that signs with its user's keys. */
  public SakkeInitiator(MikeyContext context, SakkeUser self) {
    this.context = Objects.requireNonNull(context, "context");
    this.self = Objects.requireNonNull(self, "self");
  }

  /**
   * Calls one receiver.
   *
   * @throws InvalidKeyException if there is no signing key of this period here, or the provider
   *     cannot use or its policy forbids a key
   * @throws IllegalArgumentException if the receiver has no identifier in the KMS's scheme, or the
   *     offer names a policy that it has not
   * @throws IllegalStateException if the bundle store is full, or the CSB ID chosen is in use
   */
  public SakkeSent call(SakkeRecipient to, SakkeOffer offer) throws GeneralSecurityException {
    return send(to.id(), List.of(to), offer);
  }

  /**
   * Calls a group. All messages carry the same SSV, RAND and, unless the offer chooses others, CSB
   * ID, so that all members derive the same keys.
   *
   * @param group the group's identity, the responder of the bundle
   * @param members at least one
   * @throws InvalidKeyException as {@link #call}
   * @throws IllegalArgumentException as {@link #call}, and if there is no member
   * @throws IllegalStateException as {@link #call}
   */
  public SakkeSent group(IdPayload group, List<SakkeRecipient> members, SakkeOffer offer)
      throws GeneralSecurityException {
    if (members.isEmpty()) {
      throw new IllegalArgumentException("a group has at least one member");
    }
    return send(group, List.copyOf(members), offer);
  }

  /**
   * Invites more members into a call that goes on (RFC 6509 section 2.4): messages with the call's
   * SSV, RAND and, unless the offer chooses others, CSB ID, so that they derive the same keys.
   *
   * @param bundle the call's, open
   * @param more at least one
   * @param offer that of the call
   * @return one message for each; there is no other bundle
   * @throws InvalidKeyException as {@link #call}, and where the provider gives an SSV that was
   *     received to nobody: then only who made it can invite
   * @throws IllegalArgumentException as {@link #call}, and if there is no member, or the offer is
   *     not of the bundle's crypto sessions
   */
  public List<SakkeSent.Message> invite(
      CryptoSessionBundle bundle, List<SakkeRecipient> more, SakkeOffer offer)
      throws GeneralSecurityException {
    if (more.isEmpty()) {
      throw new IllegalArgumentException("nobody is invited");
    }
    List<SakkeRecipient> members = List.copyOf(more);
    BundleTerms terms = bundle.terms();
    if (!sessions(header(terms.csbId(), offer), offer).sessions().equals(terms.sessions())
        || !offer.prf().equals(terms.prfFunc())) {
      throw new IllegalArgumentException("the offer is not that of the call");
    }
    KeyEncapsulation sakke = KeyEncapsulation.getInstance(ALGORITHM, context.provider());
    CustodialKey secret = bundle.tgk();
    Draft draft = draft(members, offer, terms.csbId(), secret, terms.rand());
    return messages(sakke, draft, offer, encapsulators(sakke, members), secret);
  }

  private SakkeSent send(IdPayload responder, List<SakkeRecipient> members, SakkeOffer offer)
      throws GeneralSecurityException {
    int random = context.bundles().reserve(self.id(), responder, context.random());
    CustodialKey secret = null;
    boolean done = false;
    try {
      KeyEncapsulation sakke = KeyEncapsulation.getInstance(ALGORITHM, context.provider());
      Map<KmsDomain, KeyEncapsulation.Encapsulator> encapsulators = encapsulators(sakke, members);
      secret = encapsulators.values().iterator().next().generateSecret();
      byte[] rand = new byte[RAND_LENGTH];
      context.random().nextBytes(rand);
      Draft draft = draft(members, offer, random, secret, Octets.of(rand));
      List<SakkeSent.Message> messages = messages(sakke, draft, offer, encapsulators, secret);
      CryptoSessionBundle bundle = bundle(responder, draft, offer, secret);
      done = true;
      return new SakkeSent(messages, bundle);
    } finally {
      context.bundles().release(self.id(), responder, random);
      if (!done && secret != null) {
        secret.close();
      }
    }
  }

  private static Map<KmsDomain, KeyEncapsulation.Encapsulator> encapsulators(
      KeyEncapsulation sakke, List<SakkeRecipient> members) throws GeneralSecurityException {
    Map<KmsDomain, KeyEncapsulation.Encapsulator> encapsulators = new LinkedHashMap<>();
    for (SakkeRecipient member : members) {
      if (!encapsulators.containsKey(member.kms())) {
        encapsulators.put(member.kms(), sakke.newEncapsulator(member.kms().encryption()));
      }
    }
    return encapsulators;
  }

  private List<SakkeSent.Message> messages(
      KeyEncapsulation sakke,
      Draft draft,
      SakkeOffer offer,
      Map<KmsDomain, KeyEncapsulation.Encapsulator> encapsulators,
      SecretKey secret)
      throws GeneralSecurityException {
    List<Octets> encapsulated = encapsulate(draft, encapsulators, secret);
    Optional<SakkePayload> toSelf =
        offer.toSelf() ? Optional.of(toSelf(sakke, draft, secret)) : Optional.empty();
    List<SakkeSent.Message> messages = new ArrayList<>();
    for (int i = 0; i < draft.members().size(); i++) {
      messages.add(
          new SakkeSent.Message(
              draft.members().get(i),
              draft.csbIds().get(i),
              message(draft, i, offer, encapsulated.get(i), toSelf)));
    }
    return messages;
  }

  /** What the messages have in common, and what each has for itself. */
  private record Draft(
      List<SakkeRecipient> members,
      UserKeys signer,
      Octets rand,
      List<TimestampPayload> timestamps,
      List<Integer> csbIds,
      int ownCsbId) {
    Instant time(int i) {
      return timestamps.get(i).time().orElseThrow();
    }
  }

  private Draft draft(
      List<SakkeRecipient> members, SakkeOffer offer, int random, SecretKey secret, Octets rand)
      throws GeneralSecurityException {
    List<TimestampPayload> timestamps = new ArrayList<>();
    List<Integer> csbIds = new ArrayList<>();
    for (SakkeRecipient member : members) {
      timestamps.add(context.timestamps().next());
      csbIds.add(offer.csbId().choose(random, secret, member.id()));
    }
    // One key signs all: if the period ends meanwhile, the first timestamp decides for all.
    Instant first = timestamps.get(0).time().orElseThrow();
    UserKeys signer =
        self.at(first)
            .filter(
                keys ->
                    keys.period()
                        .contains(timestamps.get(timestamps.size() - 1).time().orElseThrow()))
            .orElseThrow(
                () ->
                    new InvalidKeyException(
                        "there is no signing key of this key period: have the KMS issue one"));
    int own = offer.csbId().choose(random, secret, self.id());
    return new Draft(members, signer, rand, timestamps, csbIds, own);
  }

  /** Each KMS's users at once, which shares the work (RFC 6508 section 6.2.1). */
  private static List<Octets> encapsulate(
      Draft draft, Map<KmsDomain, KeyEncapsulation.Encapsulator> encapsulators, SecretKey secret)
      throws InvalidKeyException {
    Octets[] all = new Octets[draft.members().size()];
    for (Map.Entry<KmsDomain, KeyEncapsulation.Encapsulator> entry : encapsulators.entrySet()) {
      List<Integer> places = new ArrayList<>();
      List<Octets> identifiers = new ArrayList<>();
      for (int i = 0; i < all.length; i++) {
        if (draft.members().get(i).kms().equals(entry.getKey())) {
          places.add(i);
          identifiers.add(
              entry.getKey().scheme().identifier(draft.members().get(i).id(), draft.time(i)));
        }
      }
      List<Octets> encapsulated = entry.getValue().encapsulate(secret, identifiers);
      for (int j = 0; j < encapsulated.size(); j++) {
        all[places.get(j)] = encapsulated.get(j);
      }
    }
    return List.of(all);
  }

  private SakkePayload toSelf(KeyEncapsulation sakke, Draft draft, SecretKey secret)
      throws InvalidKeyException {
    KmsDomain kms = draft.signer().kms();
    return payload(
        kms,
        sakke.newEncapsulator(kms.encryption()).encapsulate(secret, draft.signer().identifier()));
  }

  private static SakkePayload payload(KmsDomain kms, Octets encapsulated) {
    return new SakkePayload(SakkeParams.PARAMETER_SET_1, kms.scheme().code(), encapsulated);
  }

  private Octets message(
      Draft draft, int i, SakkeOffer offer, Octets encapsulated, Optional<SakkePayload> toSelf)
      throws GeneralSecurityException {
    SakkeRecipient to = draft.members().get(i);
    List<Payload> payloads = new ArrayList<>();
    payloads.add(draft.timestamps().get(i));
    payloads.add(new RandPayload(draft.rand()));
    payloads.addAll(identities(draft, i, offer.identities()));
    payloads.addAll(offer.policies());
    payloads.add(payload(to.kms(), encapsulated));
    toSelf.ifPresent(
        own -> payloads.add(new SakkeToSelfExtension(NO_NEXT_PAYLOAD, own).toPayload()));
    payloads.addAll(offer.extensions());
    return sign(header(draft.csbIds().get(i), offer), payloads, draft.signer());
  }

  private static CommonHeader header(int csbId, SakkeOffer offer) {
    // RFC 6509 2.2.1: V is 0.
    return new CommonHeader(DataType.SAKKE, false, offer.prf(), csbId, offer.map().apply(csbId));
  }

  private List<Payload> identities(Draft draft, int i, SentIdentities how) {
    SakkeRecipient to = draft.members().get(i);
    KmsDomain own = draft.signer().kms();
    if (how == SentIdentities.NONE) {
      return List.of();
    }
    boolean hashed = how == SentIdentities.HASHED;
    if (hashed && !(own.scheme().isHashed() && to.kms().scheme().isHashed())) {
      throw new IllegalArgumentException("the identifiers of this scheme are no hashed UIDs");
    }
    return List.of(
        hashed
            ? new IdrPayload(IdRole.HASHED_INITIATOR, IdType.URI, draft.signer().identifier())
            : idr(IdRole.INITIATOR, self.id()),
        hashed
            ? new IdrPayload(
                IdRole.HASHED_RESPONDER,
                IdType.URI,
                to.kms().scheme().identifier(to.id(), draft.time(i)))
            : idr(IdRole.RESPONDER, to.id()),
        idr(IdRole.INITIATOR_KMS, own.id()),
        idr(IdRole.RESPONDER_KMS, to.kms().id()));
  }

  private static IdrPayload idr(IdRole role, IdPayload id) {
    return new IdrPayload(role, id.idType(), id.data());
  }

  /** Signs all but the signature itself (RFC 3830 section 5.2). */
  private Octets sign(CommonHeader header, List<Payload> payloads, UserKeys signer)
      throws GeneralSecurityException {
    payloads.add(new SignPayload(SignatureType.ECCSI, Octets.of(new byte[SIGNATURE_LENGTH])));
    byte[] octets = new MikeyMessage(header, payloads).encode();
    int signatureAt = octets.length - SIGNATURE_LENGTH;
    Signature signature = Signature.getInstance("ECCSI", context.provider());
    signature.initSign(signer.signing());
    signature.update(octets, 0, signatureAt);
    System.arraycopy(signature.sign(), 0, octets, signatureAt, SIGNATURE_LENGTH);
    return Octets.of(octets);
  }

  private CryptoSessionBundle bundle(
      IdPayload responder, Draft draft, SakkeOffer offer, CustodialKey secret) {
    CommonHeader header = header(draft.ownCsbId(), offer);
    SakkeSessions sessions = sessions(header, offer);
    BundleTerms terms =
        new BundleTerms(
            self.id(),
            responder,
            header.csbId(),
            offer.prf(),
            draft.rand(),
            draft.timestamps().get(0),
            sessions.sessions());
    CustodyReport custody =
        CustodyReport.empty()
            .plus(draft.signer().signingCustody())
            .plus(SecretName.SSV, secret.custody());
    CryptoSessionBundle bundle =
        CryptoSessionBundle.established(
            context.provider(),
            terms,
            List.of(
                new TransportedKey(KeyDataType.TGK, secret, Octets.empty(), sessions.validity())),
            custody);
    if (!context.bundles().add(Optional.empty(), bundle)) {
      bundle.close();
      throw new IllegalStateException("the CSB ID is in use with this receiver");
    }
    return bundle;
  }

  private static SakkeSessions sessions(CommonHeader header, SakkeOffer offer) {
    Map<Integer, SecurityPolicyPayload> policies = new LinkedHashMap<>();
    offer.policies().forEach(policy -> policies.put(policy.policyNo(), policy));
    try {
      return SakkeSessions.of(header, policies);
    } catch (ExchangeException e) {
      throw new IllegalArgumentException(e.reason(), e);
    }
  }
}
