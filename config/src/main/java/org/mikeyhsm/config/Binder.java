package org.mikeyhsm.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.token.Pkcs11Uri;
import org.mikeyhsm.hsm.token.TokenSelector;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.session.ReplaySettings;

/** Makes a configuration of a document whose shape was checked. */
final class Binder {
  private static final Map<String, EncrAlg> ENCRYPTION =
      Map.of(
          "aes-cm-128", EncrAlg.AES_CM_128, "aes-kw-128", EncrAlg.AES_KW_128, "null", EncrAlg.NULL);

  /** With the header of four octets a whole number of 64-bit blocks (RFC 3394). */
  private static final int KEY_WRAP_BLOCK = 8;

  private static final int KEY_DATA_HEADER = 4;

  private final Path directory;
  private final List<ConfigFault> faults = new ArrayList<>();

  private Binder(Path directory) {
    this.directory = directory;
  }

  /**
   * Binds.
   *
   * @param directory what relative file names are relative to
   * @throws ConfigException if two values do not go together
   */
  static Configuration bind(Value.Struct document, Path directory) throws ConfigException {
    Binder binder = new Binder(directory);
    Configuration result = binder.root(new View(document, ConfigurationShape.ROOT));
    if (!binder.faults.isEmpty()) {
      throw new ConfigException(binder.faults);
    }
    return result;
  }

  private Configuration root(View root) {
    View policy = root.inner("policy");
    View clock = root.inner("clock");
    View replay = root.inner("replay");
    View limits = root.inner("limits");
    View exchange = root.inner("exchange");
    return new Configuration(
        root.required("identity"),
        token(root.inner("token")),
        pool(root.inner("pool")),
        policy(policy),
        key(root, "key-pair", "key-pair"),
        root.path("certificate", directory),
        formerKeyPairs(root.views("former-key-pairs")),
        trust(root),
        peers(root.views("peers")),
        modes(root),
        algorithms(root.inner("algorithms")),
        sakke(root.inner("sakke")),
        root.inner("srtp").texts("profiles").stream().map(SrtpProfile::of).toList(),
        new ExchangeSettings(
            exchange.flag("verification"),
            exchange.span("timeout"),
            exchange.count("udp-port"),
            exchange.path("replay-state", directory)),
        new ReplaySettings(
            clock.span("skew"), replay.count("messages-per-peer"), replay.count("peers")),
        new DecodeLimits(limits.count("message-octets"), limits.count("payloads")));
  }

  /** How a configuration writes an Encr alg. */
  static String name(EncrAlg encryption) {
    return ENCRYPTION.entrySet().stream()
        .filter(entry -> entry.getValue().equals(encryption))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static CustodyPolicy policy(View policy) {
    CustodyPolicy preset =
        CustodyPolicy.presets().stream()
            .filter(candidate -> candidate.name().equals(policy.required("preset")))
            .findFirst()
            .orElseThrow();
    return policy.text("boundary").map(b -> preset.within(boundary(b))).orElse(preset);
  }

  private List<Mode> modes(View root) {
    List<Mode> modes = root.texts("modes").stream().map(Mode::named).toList();
    Optional<Mode> certified = modes.stream().filter(Mode::needsCertificate).findFirst();
    if (certified.isPresent() && !root.has("key-pair")) {
      faults.add(
          ConfigFault.of(
              root.at("modes"),
              "modes",
              '"' + certified.get().toString() + "\" without key-pair",
              "psk, dhhmac, sakke; the others sign, with the private key that key-pair names"));
    }
    if (modes.stream().anyMatch(Mode::needsIdentityKeys) && !root.inner("sakke").has("kms")) {
      faults.add(
          ConfigFault.of(
              root.at("modes"),
              "modes",
              "\"sakke\" without sakke.kms",
              "with sakke.kms, files of mikey kms certificate, also sakke"));
    }
    return modes;
  }

  private TrustPolicy trust(View root) {
    View revocation = root.inner("revocation");
    String check = revocation.required("check");
    if (check.equals("crl") && !revocation.has("lists")) {
      faults.add(
          ConfigFault.of(
              revocation.at("check"),
              "revocation.check",
              "\"crl\" without revocation.lists",
              "none, ocsp; with revocation.lists also crl, ocsp-then-crl"));
    }
    return new TrustPolicy(
        root.texts("trust").stream().map(directory::resolve).toList(),
        Schemes.REVOCATIONS.get(check),
        revocation.texts("lists").stream().map(directory::resolve).toList(),
        revocation.text("ocsp-responder").map(URI::create),
        root.texts("certificate-hosts"));
  }

  private TokenSettings token(View token) {
    return new TokenSettings(
        token
            .text("module")
            .filter(Predicate.not(Modules.TOKEN_MODULE::equals))
            .flatMap(name -> token.path("module", directory)),
        token.path("base", directory),
        token.text("parameters"),
        token
            .text("label")
            .map(TokenSelector::label)
            .or(() -> token.text("serial").map(TokenSelector::serialNumber))
            .or(() -> token.text("uri").map(TokenSelector::uri))
            .orElseThrow(),
        boundary(token.required("boundary")),
        pin(token.inner("pin")));
  }

  private PinSettings pin(View pin) {
    if (pin.has("command")) {
      return new PinSettings.Command(pin.texts("command"));
    }
    return pin.path("file", directory)
        .<PinSettings>map(PinSettings.File::new)
        .or(() -> pin.text("environment").map(PinSettings.Environment::new))
        .or(() -> pin.text("credential").map(PinSettings.Credential::new))
        .or(() -> pin.text("prompt").map(PinSettings.Prompt::new))
        .orElseThrow();
  }

  private List<PeerSettings> peers(List<View> peers) {
    List<PeerSettings> result = new ArrayList<>();
    Set<String> identities = new HashSet<>();
    for (int i = 0; i < peers.size(); i++) {
      View peer = peers.get(i);
      String identity = peer.required("identity");
      if (!identities.add(identity)) {
        faults.add(
            ConfigFault.of(
                peer.at("identity"),
                "peers[" + i + "].identity",
                "the same identity a second time",
                "each peer once"));
      }
      result.add(
          new PeerSettings(
              identity,
              psks(peer, "peers[" + i + "]"),
              peer.path("certificate", directory),
              peer.texts("former-certificates").stream().map(directory::resolve).toList(),
              peer.text("kms")));
    }
    return result;
  }

  private List<PskSettings> psks(View peer, String path) {
    List<PskSettings> result = new ArrayList<>();
    key(peer, "psk", path + ".psk")
        .ifPresent(key -> result.add(new PskSettings(key, Optional.empty(), Optional.empty())));
    List<View> timed = peer.views("psks");
    if (!timed.isEmpty() && !result.isEmpty()) {
      faults.add(
          ConfigFault.of(peer.at("psks"), path + ".psks", "both psk and psks", "one of them"));
    }
    for (View one : timed) {
      String inner = path + ".psks[" + result.size() + "]";
      Optional<Instant> notBefore = one.text("not-before").map(Instant::parse);
      Optional<Instant> notAfter = one.text("not-after").map(Instant::parse);
      if (notBefore.isPresent()
          && notAfter.isPresent()
          && !notBefore.get().isBefore(notAfter.get())) {
        faults.add(
            ConfigFault.of(
                one.at("not-after"),
                inner + ".not-after",
                "a time that is not after not-before",
                "a later one"));
      }
      result.add(new PskSettings(key(one, inner), notBefore, notAfter));
    }
    if (result.size() > PskDirectory.MOST_KEYS) {
      faults.add(
          ConfigFault.of(
              peer.at("psks"),
              path + ".psks",
              result.size() + " keys",
              "at most " + PskDirectory.MOST_KEYS + " at once"));
    }
    return result;
  }

  private List<FormerKeyPair> formerKeyPairs(List<View> views) {
    List<FormerKeyPair> result = new ArrayList<>();
    for (View one : views) {
      result.add(
          new FormerKeyPair(
              key(one, "key", "former-key-pairs[" + result.size() + "].key").orElseThrow(),
              one.path("certificate", directory)));
    }
    return result;
  }

  private PoolConfiguration pool(View pool) {
    Duration first = pool.span("first-probe");
    Duration longest = pool.span("longest-probe");
    if (longest.compareTo(first) < 0) {
      faults.add(
          ConfigFault.of(
              pool.at("longest-probe"),
              "pool.longest-probe",
              Spans.write(longest),
              "no less than pool.first-probe, " + Spans.write(first)));
    }
    return new PoolConfiguration(
        pool.views("tokens").stream().map(this::token).toList(),
        pool.span("timeout"),
        first,
        longest);
  }

  private SakkeSettings sakke(View sakke) {
    List<SakkeSettings.IdentityKeys> keys = new ArrayList<>();
    for (View one : sakke.views("keys")) {
      String path = "sakke.keys[" + keys.size() + "]";
      keys.add(
          new SakkeSettings.IdentityKeys(
              one.text("kms"),
              one.required("period"),
              key(one, "rsk", path + ".rsk").orElseThrow(),
              key(one, "ssk", path + ".ssk").orElseThrow()));
    }
    return new SakkeSettings(
        sakke.texts("kms").stream().map(directory::resolve).toList(),
        keys,
        Schemes.PRFS.get(sakke.required("prf")),
        Schemes.SENT_IDENTITIES.get(sakke.required("identities")),
        sakke.span("margin"));
  }

  private AlgorithmSettings algorithms(View algorithms) {
    String encryption = algorithms.required("encryption");
    boolean allowNull = algorithms.flag("allow-null");
    boolean keyWrap = encryption.equals("aes-kw-128");
    if (encryption.equals("null") && !allowNull) {
      faults.add(
          ConfigFault.of(
              algorithms.at("encryption"),
              "algorithms.encryption",
              "\"null\" without algorithms.allow-null: true",
              "aes-cm-128, aes-kw-128"));
    }
    int octets = algorithms.has("tgk-octets") ? algorithms.count("tgk-octets") : keyWrap ? 20 : 16;
    if (keyWrap && (octets + KEY_DATA_HEADER) % KEY_WRAP_BLOCK != 0) {
      faults.add(
          ConfigFault.of(
              algorithms.at("tgk-octets"),
              "algorithms.tgk-octets",
              '"' + Integer.toString(octets) + "\" with aes-kw-128",
              "20, 28, 36 and so on: with its header of four octets a multiple of eight"));
    }
    return new AlgorithmSettings(
        ENCRYPTION.get(encryption),
        MacAlg.HMAC_SHA_1_160,
        allowNull,
        octets,
        Schemes.SIGNATURES.get(algorithms.required("signature")),
        Schemes.ENVELOPES.get(algorithms.required("envelope")),
        algorithms.texts("dh-groups").stream().map(Schemes.GROUPS::get).toList());
  }

  private Optional<KeyReference> key(View parent, String name, String path) {
    if (!parent.has(name)) {
      return Optional.empty();
    }
    return Optional.of(key(parent.inner(name), path));
  }

  private KeyReference key(View key, String path) {
    if (key.has("uri")) {
      String text = key.required("uri");
      Pkcs11Uri uri = Pkcs11Uri.parse(text);
      if (uri.object().isEmpty()) {
        faults.add(
            ConfigFault.of(
                key.at("uri"), path + ".uri", "a URI without object=", "a URI that names a key"));
      }
      return new KeyReference.Uri(uri, text);
    }
    return key.has("id")
        ? new KeyReference.Id(Octets.ofHex(key.required("id")))
        : new KeyReference.Label(key.required("label"));
  }

  private static Boundary boundary(String name) {
    return Boundary.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
