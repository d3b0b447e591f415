package org.mikeyhsm.hsm.proof;

import java.io.BufferedReader;
import java.lang.ref.Reference;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.EccsiSigningKeySpec;
import org.mikeyhsm.jca.SakkeReceiverKeySpec;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.sakke.KmsDirectory;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.MonthlyTel;
import org.mikeyhsm.mode.sakke.SakkeInitiator;
import org.mikeyhsm.mode.sakke.SakkeOffer;
import org.mikeyhsm.mode.sakke.SakkeRecipient;
import org.mikeyhsm.mode.sakke.SakkeResponder;
import org.mikeyhsm.mode.sakke.SakkeResponderSettings;
import org.mikeyhsm.mode.sakke.SakkeSent;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.mode.sakke.UserKeys;

/** One side of calls in mode sakke. */
final class SakkeChild extends ObservedSide {
  static final IdPayload OBSERVED = IdPayload.uri("tel:+447700900123");
  static final IdPayload OBSERVER = IdPayload.uri("tel:+447700900456");

  private static final IdPayload KMS = IdPayload.uri("kms.example.org");
  private static final String RSK = "proof rsk";
  private static final String SSK = "proof ssk";

  private final KmsDomain kms;
  private final Instant time;
  private SakkeUser self;

  private SakkeChild(Place place, KmsDomain kms, Instant time) {
    super(place);
    this.kms = kms;
    this.time = time;
  }

  /** The KMS of both sides. */
  static KmsDomain kms(Octets encryption, Octets authentication) throws GeneralSecurityException {
    return KmsDomain.of(KMS, encryption, authentication, new MonthlyTel());
  }

  @Override
  void findKeys() {
    self =
        new SakkeUser(
            OBSERVED,
            List.of(
                new UserKeys(
                    kms,
                    kms.scheme().identifier(OBSERVED, time),
                    kms.scheme().period(time),
                    token().eccsiKey(SSK),
                    token().sakkeKey(RSK))));
  }

  @Override
  void closeKeys() {
    self.close();
  }

  /**
   * Arguments: {@code provision} or {@code run}, library, token label, PIN file, boundary. The
   * first line of input has Z, KPAK and the time of the keys; of {@code provision} the RSK, the SSK
   * and its PVT as well.
   */
  public static void main(String[] arguments) throws Exception {
    BufferedReader in = input();
    Place place = Place.of(arguments);
    String[] words = in.readLine().split(" ");
    KmsDomain kms = kms(Octets.ofHex(words[0]), Octets.ofHex(words[1]));
    Instant time = Instant.parse(words[2]);
    if (arguments[0].equals("provision")) {
      Octets identifier = kms.scheme().identifier(OBSERVED, time);
      try (CryptokiModule module = place.module();
          Token token = place.open(module);
          SecretOctets rsk = SecretOctets.copyOf(HexFormat.of().parseHex(words[3]));
          SecretOctets ssk = SecretOctets.copyOf(HexFormat.of().parseHex(words[4]))) {
        KeyImport.receiverSecretKey(
            token, RSK, new SakkeReceiverKeySpec(kms.encryption(), identifier, rsk));
        KeyImport.secretSigningKey(
            token,
            SSK,
            new EccsiSigningKeySpec(
                kms.authentication().forSigner(identifier), ssk, Octets.ofHex(words[5])));
      }
      return;
    }
    try (SakkeChild child = new SakkeChild(place, kms, time)) {
      child.open();
      child.serve(in);
    }
  }

  @Override
  String executeOwn(String command, String argument)
      throws GeneralSecurityException, MikeyException {
    switch (command) {
      case "initiate" -> {
        SakkeSent sent =
            new SakkeInitiator(context(), self)
                .call(
                    new SakkeRecipient(OBSERVER, kms), SakkeOffer.of(List.of(new SrtpId(0, 1, 0))));
        hold(sent);
        established(sent.bundle());
        return sent.messages().get(0).octets().toHex();
      }
      case "respond" -> {
        Accepted accepted =
            new SakkeResponder(
                    context(),
                    List.of(self),
                    KmsDirectory.of(List.of(kms)),
                    SakkeResponderSettings.DEFAULT)
                .receive(Octets.ofHex(argument));
        hold(accepted);
        established(accepted.bundle());
      }
      case "leakrsk" -> takeIntoHost(HexFormat.of().parseHex(argument));
      default -> throw new IllegalArgumentException(command);
    }
    return "done";
  }

  /** What the tests' own flag breaks: an RSK that is in host memory becomes an object. */
  private void takeIntoHost(byte[] octets) throws GeneralSecurityException {
    Octets identifier = kms.scheme().identifier(OBSERVED, time);
    SecretOctets rsk = SecretOctets.copyOf(octets);
    hold(rsk);
    hold(
        (TokenPrivateKey)
            KeyFactory.getInstance("SAKKE", new MikeyPkcs11Provider(token()))
                .generatePrivate(new SakkeReceiverKeySpec(kms.encryption(), identifier, rsk)));
    hold(() -> Reference.reachabilityFence(octets));
  }
}
