package org.mikeyhsm.cli.exchange;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.dh.DhInitiator;
import org.mikeyhsm.mode.dh.DhOffer;
import org.mikeyhsm.mode.dh.DhResponder;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Diffie-Hellman, signed (RFC 3830 section 3.3). */
final class DhMode implements ExchangeMode {
  @Override
  public Mode mode() {
    return Mode.DH;
  }

  @Override
  public DataType firstMessage() {
    return DataType.DH_INIT;
  }

  /** Its certificate comes with its message. */
  @Override
  public Optional<String> lacks(PeerSettings peer) {
    return Optional.empty();
  }

  @Override
  public Initiator initiator(Party party, IdPayload peer, List<SrtpId> streams) {
    List<DhGroup> groups = party.configuration().algorithms().dhGroups();
    DhInitiator initiator =
        DhInitiator.initial(
            party.context(),
            party.certified(),
            peer,
            party.trust(),
            DhOffer.of(streams)
                .withMedia(party.media(streams))
                .withGroup(Optional.of(groups.get(0))));
    return new Initiator() {
      @Override
      public Octets start() throws GeneralSecurityException {
        return initiator.start();
      }

      @Override
      public CryptoSessionBundle receive(Octets answer)
          throws MikeyException, GeneralSecurityException {
        return initiator.receive(answer);
      }

      @Override
      public void close() {
        initiator.close();
      }
    };
  }

  @Override
  public Responder responder(Party party) {
    return new DhResponder(
            party.context(),
            List.of(party.certified()),
            party.trust(),
            Set.copyOf(party.configuration().algorithms().dhGroups()))
        ::receive;
  }
}
