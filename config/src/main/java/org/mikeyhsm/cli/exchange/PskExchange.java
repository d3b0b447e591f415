package org.mikeyhsm.cli.exchange;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mikeyhsm.config.AlgorithmSettings;
import org.mikeyhsm.config.SrtpProfile;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.psk.NullTransport;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.session.CryptoSessionBundle;

/** One exchange of the pre-shared key mode (RFC 3830 section 3.1), as a configuration has it. */
public final class PskExchange {
  private final Party party;
  private final Transport transport;

  /** An exchange of {@code party} over {@code transport}, which the caller closes. */
  public PskExchange(Party party, Transport transport) {
    this.party = party;
    this.transport = transport;
  }

  /**
   * Sends an I_MESSAGE and, where verification is asked for, waits for the R_MESSAGE.
   *
   * @param ssrcs one crypto session for each; 0 where its sender has not chosen one
   * @return the keys, which the caller closes
   * @throws ExchangeFailedException if no answer comes
   */
  public CryptoSessionBundle initiate(PskCredential credential, List<Integer> ssrcs)
      throws IOException, MikeyException, GeneralSecurityException, ExchangeFailedException {
    PskOffer offer = offer(ssrcs);
    try (PskInitiator initiator = PskInitiator.initial(party.context(), credential, offer)) {
      transport.send(initiator.start());
      if (!offer.verification()) {
        return initiator.bundle();
      }
      Octets answer =
          transport
              .receive()
              .orElseThrow(() -> new ExchangeFailedException("no answer came from the peer"));
      return initiator.receive(answer);
    }
  }

  /**
   * Waits for an I_MESSAGE and answers it. Where everybody can send, messages that are refused are
   * passed over.
   *
   * @param refusals told of each message that is passed over
   * @return the keys, which the caller closes
   * @throws ExchangeFailedException if no message comes
   */
  public CryptoSessionBundle respond(Consumer<MikeyException> refusals)
      throws IOException, MikeyException, GeneralSecurityException, ExchangeFailedException {
    NullTransport nullTransport = nullTransport(party.configuration().algorithms());
    PskResponder responder =
        new PskResponder(
            party.context(),
            directory(party.credentials()),
            new PskResponderSettings(nullTransport, KeyPlace.PROVIDER));
    while (true) {
      Octets message =
          transport.receive().orElseThrow(() -> new ExchangeFailedException("no message came"));
      try {
        Accepted accepted = responder.receive(message);
        boolean done = false;
        try {
          if (accepted.response().isPresent()) {
            transport.send(accepted.response().get());
          }
          done = true;
          return accepted.bundle();
        } finally {
          if (!done) {
            accepted.close();
          }
        }
      } catch (MikeyException e) {
        answer(e);
        if (!transport.isOpenToAll()) {
          throw e;
        }
        refusals.accept(e);
      }
    }
  }

  private void answer(MikeyException e) throws IOException {
    Optional<Octets> error =
        e instanceof ExchangeException refusal ? refusal.errorMessage() : Optional.empty();
    if (error.isPresent()) {
      transport.send(error.get());
    }
  }

  private static PskDirectory directory(List<PskCredential> credentials) {
    return credentials.size() == 1
        ? PskDirectory.of(credentials.get(0))
        : PskDirectory.of(credentials);
  }

  private PskOffer offer(List<Integer> ssrcs) {
    AlgorithmSettings algorithms = party.configuration().algorithms();
    List<SrtpId> streams = new ArrayList<>();
    ssrcs.forEach(ssrc -> streams.add(new SrtpId(0, ssrc, 0)));
    SrtpProfile preferred = party.configuration().srtpProfiles().get(0);
    return PskOffer.of(streams)
        .withAlgorithms(
            algorithms.encryption(), algorithms.authentication(), nullTransport(algorithms))
        .withPolicies(List.of(preferred.policy()))
        .withKeys(
            List.of(
                new KeyDataRequest(
                    KeyDataType.TGK,
                    algorithms.tgkOctets(),
                    0,
                    KeyValidity.none(),
                    KeyPlace.PROVIDER)))
        .withVerification(party.configuration().exchange().verification());
  }

  private static NullTransport nullTransport(AlgorithmSettings algorithms) {
    return algorithms.allowNull()
        ? NullTransport.UNDERLYING_PROTOCOL_PROTECTS
        : NullTransport.REFUSED;
  }
}
