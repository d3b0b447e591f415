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
import org.mikeyhsm.mode.dhhmac.DhhmacInitiator;
import org.mikeyhsm.mode.dhhmac.DhhmacOffer;
import org.mikeyhsm.mode.dhhmac.DhhmacResponder;
import org.mikeyhsm.mode.dhhmac.DhhmacSettings;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Diffie-Hellman, authenticated by HMAC (RFC 4650). */
final class DhhmacMode implements ExchangeMode {
  @Override
  public Mode mode() {
    return Mode.DHHMAC;
  }

  @Override
  public DataType firstMessage() {
    return DataType.DHHMAC_INIT;
  }

  @Override
  public Optional<String> lacks(PeerSettings peer) {
    return peer.psk().isPresent() ? Optional.empty() : Optional.of("a psk");
  }

  @Override
  public Initiator initiator(Party party, IdPayload peer, List<SrtpId> streams) {
    DhhmacInitiator initiator =
        DhhmacInitiator.initial(
            party.context(),
            party.credential(peer),
            DhhmacOffer.of(streams).withMedia(party.media(streams)).withGroup(group(party)),
            Set.of());
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

  private static Optional<DhGroup> group(Party party) {
    return Optional.of(party.configuration().algorithms().dhGroups().get(0));
  }

  @Override
  public Responder responder(Party party) {
    return new DhhmacResponder(
            party.context(),
            party.directory(),
            new DhhmacSettings(Set.copyOf(party.configuration().algorithms().dhGroups()), Set.of()))
        ::receive;
  }
}
