package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.mikeyhsm.cli.exchange.ExchangeMode;
import org.mikeyhsm.cli.exchange.SakkeSending;
import org.mikeyhsm.cli.exchange.SakkeTerms;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.sakke.KmsDirectory;
import org.mikeyhsm.mode.sakke.SakkeInitiator;
import org.mikeyhsm.mode.sakke.SakkeOffer;
import org.mikeyhsm.mode.sakke.SakkeRecipient;
import org.mikeyhsm.mode.sakke.SakkeResponder;
import org.mikeyhsm.mode.sakke.SakkeResponderSettings;
import org.mikeyhsm.mode.sakke.SakkeSent;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;

/** MIKEY-SAKKE (RFC 6509): one message, no answer; with members, one for each. */
final class SakkeCall implements CallMode {
  private static final IdPayload GROUP = IdPayload.uri("sip:group@example.com");

  @Override
  public Caller caller(DemoSettings settings, PartyKeys keys, MediaOffer media) {
    SakkeParty alice = keys.sakke().get();
    SakkeInitiator initiator =
        new SakkeInitiator(
            MikeyContext.forNewKeys(keys.provider(), Clock.systemUTC()), alice.self());
    List<SakkeRecipient> recipients = new ArrayList<>();
    recipients.add(
        new SakkeRecipient(IdPayload.uri(Transcript.Role.RESPONDER.identity()), alice.kms()));
    for (int i = 1; i < settings.members(); i++) {
      recipients.add(new SakkeRecipient(member(i), alice.kms()));
    }
    SakkeOffer offer = SakkeTerms.DEFAULT.offer(media);
    SakkeSending sending =
        new SakkeSending(
            () ->
                recipients.size() == 1
                    ? initiator.call(recipients.get(0), offer)
                    : initiator.group(GROUP, recipients, offer));
    return new Caller(sending, each -> members(keys, sending, each));
  }

  @Override
  public ExchangeMode.Responder called(DemoSettings settings, PartyKeys keys) {
    return new Responding(responder(keys, keys.sakke().get().self()));
  }

  /** A member of the group besides Bob, from 1. */
  static IdPayload member(int number) {
    return IdPayload.uri("sip:member" + number + "@example.com");
  }

  private static SakkeResponder responder(PartyKeys keys, SakkeUser user) {
    return new SakkeResponder(
        MikeyContext.forNewKeys(keys.provider(), Clock.systemUTC()),
        List.of(user),
        KmsDirectory.of(List.of(keys.sakke().get().kms())),
        SakkeResponderSettings.DEFAULT);
  }

  /** Every member besides Bob takes its message, and must come to Alice's keys. */
  private static List<Transcript.Member> members(
      PartyKeys keys, SakkeSending sending, Runnable each)
      throws MikeyException, GeneralSecurityException, DemoException {
    List<Transcript.Member> all = new ArrayList<>();
    List<SakkeSent.Message> messages = sending.messages();
    Octets expected = salt(sending.bundle());
    for (SakkeSent.Message message : messages.subList(1, messages.size())) {
      try (SakkeUser user = keys.sakke().get().members().user(message.recipient().id());
          Accepted accepted = responder(keys, user).receive(message.octets())) {
        if (!salt(accepted.bundle()).equals(expected)) {
          throw new DemoException("a member of the group came to other keys");
        }
        all.add(
            new Transcript.Member(
                message.recipient().id().data().toUtf8(), accepted.bundle().custody()));
        each.run();
      }
    }
    return all;
  }

  /** The master salt, which is public, and another for another SSV. */
  private static Octets salt(CryptoSessionBundle bundle) throws GeneralSecurityException {
    try (SrtpMasterKey key = bundle.srtpMasterKey(1, KeyPlace.PROVIDER)) {
      return key.masterSalt();
    }
  }

  private record Responding(SakkeResponder responder) implements ExchangeMode.Responder {
    /** Takes the message; Bob chooses the SSRCs left to him, which his answer in SDP tells. */
    @Override
    public Accepted receive(Octets message) throws MikeyException, GeneralSecurityException {
      try (Accepted accepted = responder.receive(message)) {
        CryptoSessionBundle bundle = accepted.bundle();
        List<CryptoSession> sessions = new ArrayList<>();
        SecureRandom random = new SecureRandom();
        for (CryptoSession each : bundle.terms().sessions()) {
          int ssrc =
              each.ssrc() != 0
                  ? each.ssrc()
                  : random.ints().filter(chosen -> chosen != 0).findFirst().orElseThrow();
          sessions.add(
              new CryptoSession(each.csId(), each.policyNo(), ssrc, each.roc(), each.policy()));
        }
        // The bundle reports its TGK itself.
        CustodyReport custody =
            new CustodyReport(
                bundle.custody().entries().stream()
                    .filter(entry -> entry.secret() != SecretName.TGK)
                    .toList());
        CryptoSessionBundle own =
            bundle.updated(bundle.terms().withSessions(sessions), custody).orElseThrow();
        return new Accepted(accepted.request(), accepted.response(), own);
      }
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }
}
