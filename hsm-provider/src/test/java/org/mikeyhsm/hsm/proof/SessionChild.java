package org.mikeyhsm.hsm.proof;

import java.io.BufferedReader;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Provisioning;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.session.CryptoSessionBundle;

/** One side of calls in pre-shared key mode. */
final class SessionChild extends ObservedSide {
  /** The name of the PSK. */
  static final String PSK = "proof";

  static final IdPayload OBSERVED = IdPayload.uri("sip:observed@example.com");
  static final IdPayload OBSERVER = IdPayload.uri("sip:observer@example.com");

  private CustodialKey psk;
  private PskCredential credential;
  private Optional<PskInitiator> initiator = Optional.empty();

  private SessionChild(Place place) {
    super(place);
  }

  @Override
  void findKeys() {
    psk = token().preSharedKey(PSK);
    credential = new PskCredential(OBSERVED, OBSERVER, psk);
  }

  @Override
  void closeKeys() {
    psk.close();
  }

  /**
   * Arguments: {@code provision} or {@code run}, library, token label, PIN file, boundary, and for
   * NSS the database's directory.
   */
  public static void main(String[] arguments) throws Exception {
    BufferedReader in = input();
    Place place = Place.of(arguments);
    if (arguments[0].equals("provision")) {
      try (CryptokiModule module = place.module()) {
        if (place.nss().isPresent()) {
          Provisioning.setUserPin(
              module, place.label(), () -> new char[0], PinSource.file(place.pinFile()));
        }
        try (Token token = place.open(module);
            SecretOctets octets = SecretOctets.copyOf(HexFormat.of().parseHex(in.readLine()))) {
          KeyImport.preSharedKey(token, PSK, octets);
        }
      }
      return;
    }
    try (SessionChild child = new SessionChild(place)) {
      child.open();
      child.serve(in);
    }
  }

  @Override
  String executeOwn(String command, String argument)
      throws GeneralSecurityException, MikeyException {
    switch (command) {
      case "initiate" -> {
        PskInitiator started =
            PskInitiator.initial(context(), credential, PskOffer.of(List.of(new SrtpId(0, 1, 0))));
        hold(started);
        initiator = Optional.of(started);
        return started.start().toHex();
      }
      case "complete" -> {
        CryptoSessionBundle bundle = initiator.orElseThrow().receive(Octets.ofHex(argument));
        hold(bundle);
        established(bundle);
      }
      case "respond" -> {
        Accepted accepted =
            new PskResponder(
                    context(), PskDirectory.of(List.of(credential)), PskResponderSettings.DEFAULT)
                .receive(Octets.ofHex(argument));
        hold(accepted);
        established(accepted.bundle());
        return accepted.response().orElseThrow().toHex();
      }
      default -> throw new IllegalArgumentException(command);
    }
    return "done";
  }
}
