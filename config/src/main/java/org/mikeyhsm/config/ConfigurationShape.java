package org.mikeyhsm.config;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mikeyhsm.config.Shape.Choice;
import org.mikeyhsm.config.Shape.Count;
import org.mikeyhsm.config.Shape.Flag;
import org.mikeyhsm.config.Shape.Items;
import org.mikeyhsm.config.Shape.Key;
import org.mikeyhsm.config.Shape.Span;
import org.mikeyhsm.config.Shape.Struct;
import org.mikeyhsm.config.Shape.Text;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.token.Pkcs11Uri;

/** What a configuration file may say. A new key is a line here and one in {@link Binder}. */
final class ConfigurationShape {
  private static final Shape PATH =
      Text.of("a file name, relative to the configuration's directory or absolute");
  private static final Shape URI =
      new Text(
          "a PKCS#11 URI (RFC 7512), such as pkcs11:token=alice",
          Pattern.compile("[Pp][Kk][Cc][Ss]11:.+"),
          ConfigurationShape::uriFault);
  private static final Shape IDENTITY =
      Text.matching(
          "a URI such as sip:alice@example.org, or a network access identifier such as"
              + " alice@example.org",
          "[A-Za-z][A-Za-z0-9+.-]*:\\S+|[^\\s:@]+@[^\\s:@]+");
  private static final Shape CKA_ID =
      Text.matching("a CKA_ID in hexadecimal, an even number of digits", "([0-9A-Fa-f]{2}){1,64}");

  private static final Struct PIN =
      Struct.of(
              Key.optional(
                  "file",
                  PATH,
                  "A file of one line, owned by you or root and closed to group and others."),
              Key.optional(
                  "environment",
                  Text.matching("the name of an environment variable", "[A-Za-z_][A-Za-z0-9_]*"),
                  "An environment variable. A file is better: the environment cannot be wiped."),
              Key.optional(
                  "credential",
                  Text.matching("a systemd credential's name", "[A-Za-z0-9._-]+"),
                  "A systemd credential (LoadCredential=), in $CREDENTIALS_DIRECTORY."),
              Key.optional(
                  "command",
                  new Items(Text.of("a program and its arguments"), 1),
                  "A program, run without a shell; the first line that it prints is the PIN."),
              Key.optional("prompt", Text.of("a question"), "Ask on the terminal."))
          .exactlyOneOf("file", "environment", "credential", "command", "prompt");

  private static final Struct KEY =
      Struct.of(
              Key.optional("label", Text.of("a CKA_LABEL"), "By CKA_LABEL."),
              Key.optional("id", CKA_ID, "By CKA_ID."),
              Key.optional("uri", URI, "By a PKCS#11 URI with object= (RFC 7512)."))
          .exactlyOneOf("label", "id", "uri");

  private static final Struct TOKEN =
      Struct.of(
              Key.required(
                  "module",
                  PATH,
                  "The PKCS#11 library; mikeytoken is the token module of this installation."),
              Key.optional(
                  "base",
                  PATH,
                  "The PKCS#11 library that the token module stands on. Default: SoftHSM2."),
              Key.optional(
                  "parameters",
                  Text.of("a text"),
                  "What the library takes at C_Initialize (pReserved), as NSS does."),
              Key.optional(
                  "label", Text.of("a token label"), "The token's label (CKA_LABEL of the slot)."),
              Key.optional("serial", Text.of("a serial number"), "The token's serial number."),
              Key.optional("uri", URI, "The token as a PKCS#11 URI (RFC 7512)."),
              Key.standard(
                  "boundary",
                  Choice.of("module", "process", "hardware"),
                  "module",
                  "What the token is made of: software in this process, in another, or a device."),
              Key.required("pin", PIN, "Where the user PIN comes from."))
          .exactlyOneOf("label", "serial", "uri");

  private static final Struct POOL =
      Struct.of(
          Key.optional(
              "tokens", new Items(TOKEN, 1), "Further tokens that hold the same keys as token."),
          Key.standard(
              "timeout",
              new Span(Duration.ofSeconds(1), Duration.ofHours(1)),
              "10s",
              "A token that takes longer for one message is taken out."),
          Key.standard(
              "first-probe",
              new Span(Duration.ofSeconds(1), Duration.ofDays(1)),
              "1s",
              "How long after a token was taken out it is tried again."),
          Key.standard(
              "longest-probe",
              new Span(Duration.ofSeconds(1), Duration.ofDays(1)),
              "1m",
              "The time between two tries doubles up to this."));

  private static final Shape INSTANT =
      new Text(
          "a time in UTC such as 2027-01-31T00:00:00Z",
          Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T.+Z"),
          ConfigurationShape::instantFault);

  private static final Struct TIMED_KEY =
      Struct.of(
              Key.optional("label", Text.of("a CKA_LABEL"), "By CKA_LABEL."),
              Key.optional("id", CKA_ID, "By CKA_ID."),
              Key.optional("uri", URI, "By a PKCS#11 URI with object= (RFC 7512)."),
              Key.optional("not-before", INSTANT, "From when on it is used. Default: always."),
              Key.optional("not-after", INSTANT, "Until when it is used. Default: for ever."))
          .exactlyOneOf("label", "id", "uri");

  private static final Struct FORMER =
      Struct.of(
          Key.required("key", KEY, "The private key."),
          Key.optional(
              "certificate", PATH, "Its certificate; without it, the one beside the key."));

  private static final Struct PEER =
      Struct.of(
          Key.required("identity", IDENTITY, "The peer's identity, as its messages have it."),
          Key.optional("psk", KEY, "The pre-shared key (RFC 3830 3.1)."),
          Key.optional(
              "psks",
              new Items(TIMED_KEY, 1),
              "In place of psk, up to 4 that are valid at once, the newest first: this side begins"
                  + " with the first that is valid, and takes each."),
          Key.optional("certificate", PATH, "The peer's certificate, and those above it."),
          Key.optional(
              "former-certificates",
              new Items(PATH, 1),
              "Certificates of the peer that are still accepted without trust."),
          Key.optional(
              "kms",
              Text.of("a KmsUri"),
              "The KmsUri of the peer's KMS, one of sakke.kms. Default: the first of them."));

  private static final Struct ALGORITHMS =
      Struct.of(
          Key.standard("prf", Choice.of("mikey-1"), "mikey-1", "PRF func (RFC 3830 4.1.2)."),
          Key.standard(
              "encryption",
              Choice.of("aes-cm-128", "aes-kw-128", "null"),
              "aes-cm-128",
              "Encr alg of KEMAC (RFC 3830 4.2.3)."),
          Key.standard(
              "authentication",
              Choice.of("hmac-sha-1-160"),
              "hmac-sha-1-160",
              "MAC alg of KEMAC (RFC 3830 4.2.4)."),
          Key.standard(
              "allow-null",
              new Flag(),
              "false",
              "Whether Encr alg NULL is allowed, which puts keys into the message in clear."),
          Key.optional(
              "tgk-octets",
              new Count(16, 252),
              "Octets of a TGK that this side generates. Default: 16, with aes-kw-128 20."),
          Key.standard(
              "signature",
              Choice.of(Schemes.SIGNATURES.keySet().toArray(String[]::new)),
              "rsa-pkcs1-sha1",
              "How this side signs (RFC 3830 4.2.6); messages do not say the hash, and SHA-1 is"
                  + " what every peer takes."),
          Key.standard(
              "envelope",
              Choice.of(Schemes.ENVELOPES.keySet().toArray(String[]::new)),
              "rsa-pkcs1",
              "How envelope keys are encrypted (RFC 3830 4.2.5); both sides must have the same."),
          Key.standard(
              "dh-groups",
              new Items(Choice.of(Schemes.GROUPS.keySet().toArray(String[]::new)), 1),
              "oakley-5",
              "The Diffie-Hellman groups that are allowed, the preferred first (RFC 3830 4.2.7)."));

  private static final Struct IDENTITY_KEYS =
      Struct.of(
          Key.optional(
              "kms", Text.of("a KmsUri"), "The KmsUri of who issued them. Default: the first."),
          Key.required(
              "period",
              Text.matching(
                  "a KeyPeriodNo, or with identifiers of tel URIs a month YYYY-MM",
                  "[0-9]{1,10}|[0-9]{4}-(0[1-9]|1[0-2])"),
              "The key period that they were issued for."),
          Key.required("rsk", KEY, "The Receiver Secret Key (RFC 6508)."),
          Key.required("ssk", KEY, "The Secret Signing Key (RFC 6507)."));

  private static final Struct SAKKE =
      Struct.of(
          Key.optional(
              "kms",
              new Items(PATH, 1),
              "Files of mikey kms certificate: whose users may call; the first is this side's own"
                  + " KMS."),
          Key.optional(
              "keys",
              new Items(IDENTITY_KEYS, 1),
              "This side's keys; without it, those that the token has for this identity."),
          Key.standard(
              "prf",
              Choice.of(Schemes.PRFS.keySet().toArray(String[]::new)),
              "prf-hmac-sha-256",
              "PRF func of messages that this side makes (RFC 6509 2.1; 3GPP MCX: the default)."),
          Key.standard(
              "identities",
              Choice.of(Schemes.SENT_IDENTITIES.keySet().toArray(String[]::new)),
              "uri",
              "How messages name the parties: by URI, by hashed UID, or not at all."),
          Key.standard(
              "margin",
              new Span(Duration.ZERO, Duration.ofDays(3650)),
              "2d",
              "How long before and after its key period a key is used (RFC 6509 3.3)."));

  private static final Struct REVOCATION =
      Struct.of(
          Key.standard(
              "check",
              Choice.of(Schemes.REVOCATIONS.keySet().toArray(String[]::new)),
              "none",
              "Whether and how; what cannot be found out is refused."),
          Key.optional("lists", new Items(PATH, 1), "Files of CRLs, PEM or DER."),
          Key.optional(
              "ocsp-responder",
              new Text(
                  "an http URL",
                  Pattern.compile("https?://[^\\s/]+\\S*"),
                  ConfigurationShape::urlFault),
              "The OCSP responder, in place of the one that a certificate names."));

  static final Struct ROOT =
      Struct.of(
          Key.required("identity", IDENTITY, "This side's identity."),
          Key.required("token", TOKEN, "The token that holds the keys."),
          Key.required(
              "policy",
              Struct.of(
                  Key.required(
                      "preset",
                      Choice.of(
                          CustodyPolicy.presets().stream()
                              .map(CustodyPolicy::name)
                              .toArray(String[]::new)),
                      "The custody each class of secret must reach; docs/custody.md."),
                  Key.optional(
                      "boundary",
                      Choice.of("module", "process", "hardware"),
                      "What the secrets must live in, at least.")),
              "What must not happen to a secret."),
          Key.optional(
              "pool",
              POOL,
              "Further tokens, and what becomes of one that fails; docs/operations.md."),
          Key.optional("key-pair", KEY, "This side's private key."),
          Key.optional(
              "certificate",
              PATH,
              "This side's certificate, and those above it; without it, the one beside the key."),
          Key.optional(
              "former-key-pairs",
              new Items(FORMER, 1),
              "Private keys that are answered with while peers go over to the new certificate."),
          Key.optional(
              "trust",
              new Items(PATH, 1),
              "Certificates of CAs that are trusted; without it, the peers' own are."),
          Key.optional("revocation", REVOCATION, "Revocation of certificates below trust."),
          Key.optional(
              "certificate-hosts",
              new Items(
                  Text.matching("a host, perhaps with a port", "[A-Za-z0-9.-]+(:[0-9]{1,5})?"), 1),
              "From where certificates that come by URL may be fetched (RFC 4738 3.8)."),
          Key.optional("peers", new Items(PEER, 1), "Whom this side talks to."),
          Key.standard(
              "modes",
              new Items(
                  Choice.of(
                      Arrays.stream(Mode.values()).map(Mode::toString).toArray(String[]::new)),
                  1),
              "psk",
              "The modes in use; mikey config check says which this version has."),
          Key.optional("algorithms", ALGORITHMS, "The algorithms of MIKEY messages."),
          Key.optional("sakke", SAKKE, "MIKEY-SAKKE (RFC 6509)."),
          Key.optional(
              "srtp",
              Struct.of(
                  Key.standard(
                      "profiles",
                      new Items(
                          Choice.of(
                              Arrays.stream(SrtpProfile.values())
                                  .map(SrtpProfile::toString)
                                  .toArray(String[]::new)),
                          1),
                      SrtpProfile.AES_CM_128_HMAC_SHA1_80.toString(),
                      "The SRTP protection profiles, the preferred first.")),
              "Security policies for SRTP (RFC 3830 6.10.1)."),
          Key.optional(
              "exchange",
              Struct.of(
                  Key.standard(
                      "verification",
                      new Flag(),
                      "true",
                      "Whether the responder must prove itself (the V flag, RFC 3830 6.1)."),
                  Key.standard(
                      "timeout",
                      new Span(Duration.ofSeconds(1), Duration.ofDays(1)),
                      "10s",
                      "How long to wait for the peer's message."),
                  Key.standard(
                      "udp-port",
                      new Count(1, 65535),
                      "2269",
                      "The UDP port; 2269 is MIKEY's own (RFC 3830 section 8)."),
                  Key.optional(
                      "replay-state",
                      PATH,
                      "Where mikey respond keeps its replay cache from one run to the next.")),
              "How messages are exchanged."),
          Key.optional(
              "clock",
              Struct.of(
                  Key.standard(
                      "skew",
                      new Span(Duration.ofSeconds(1), Duration.ofDays(3650)),
                      "5m",
                      "How far a peer's clock may be from this one's (RFC 3830 5.4).")),
              "Time."),
          Key.optional(
              "replay",
              Struct.of(
                  Key.standard(
                      "messages-per-peer",
                      new Count(1, 1_000_000),
                      "1024",
                      "How many messages of one peer are remembered."),
                  Key.standard(
                      "peers", new Count(1, 1_000_000), "4096", "How many peers are remembered.")),
              "The replay cache (RFC 3830 5.4)."),
          Key.optional(
              "limits",
              Struct.of(
                  Key.standard(
                      "message-octets",
                      new Count(64, 16_777_216),
                      "131072",
                      "The longest message that is decoded."),
                  Key.standard(
                      "payloads",
                      new Count(1, 100_000),
                      "1024",
                      "The most payloads of a message.")),
              "Bounds of the decoder."));

  private ConfigurationShape() {}

  private static Optional<String> urlFault(String text) {
    try {
      java.net.URI.create(text);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("it is no URI");
    }
  }

  private static Optional<String> instantFault(String text) {
    try {
      Instant.parse(text);
      return Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.of("it is no time");
    }
  }

  private static Optional<String> uriFault(String text) {
    try {
      Pkcs11Uri.parse(text);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }
}
