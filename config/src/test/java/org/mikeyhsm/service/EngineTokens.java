package org.mikeyhsm.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.ConfigLoader;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.provisioning.KeyPairs;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.MikeyTokenModule;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.softhsm.TokenDirectory;

/** Alice's and Bob's tokens of libmikeytoken on SoftHSM2, with a pre-shared key and a key pair. */
final class EngineTokens {
  /** Twenty octets that no log has by chance. */
  static final byte[] PSK = HexFormat.of().parseHex("6b86b273ff34fce19d6b804eff5a3f5747ada4ea");

  private final TokenDirectory directory = TokenDirectory.ofTests();
  private final Path scratch;

  private EngineTokens(Path scratch) {
    this.scratch = scratch;
  }

  /** Makes the tokens anew, and configurations in {@code scratch}. */
  static EngineTokens make(Path scratch) throws IOException, GeneralSecurityException {
    EngineTokens tokens = new EngineTokens(scratch);
    for (String who : new String[] {"alice", "bob"}) {
      tokens.directory.remake(label(who), pin(who), Map.of());
    }
    try (CryptokiModule module = tokens.module();
        SecretOctets psk = SecretOctets.copyOf(PSK)) {
      for (String who : new String[] {"alice", "bob"}) {
        try (Token token = module.openToken(label(who), PinSource.file(tokens.pinFile(who)))) {
          KeyImport.preSharedKey(token, "call", psk);
          if (who.equals("alice")) {
            new KeyPairs(token).generate("signing", KeyPairs.Type.RSA_2048);
          }
        }
      }
    }
    tokens.write("alice", "bob", "strict");
    tokens.write("bob", "alice", "strict");
    return tokens;
  }

  /** The label of a party's token. */
  static String label(String who) {
    return "engine " + who;
  }

  /** The PIN of a party's token. */
  static String pin(String who) {
    return "engine-pin-of-" + who;
  }

  Path pinFile(String who) {
    return directory.pinFile(label(who));
  }

  /** The library of the token module. */
  static Path library() {
    Properties properties = new Properties();
    properties.setProperty(MikeyTokenModule.HOME_PROPERTY, System.getProperty("mikeyhsm.root"));
    return MikeyTokenModule.find(Optional.empty(), properties, Map.of());
  }

  /** What engines of this process and of others need in their environment. */
  Map<String, String> environment() {
    return Map.of(
        MikeyTokenModule.MODULE_VARIABLE,
        library().toString(),
        "SOFTHSM2_CONF",
        directory.confFile().toString());
  }

  private CryptokiModule module() {
    return MikeyTokenModule.open(library(), Optional.empty());
  }

  /** Does something on a party's token while no engine has it. */
  void on(String who, Consumer<Token> work) {
    try (CryptokiModule module = module();
        Token token = module.openToken(label(who), PinSource.file(pinFile(who)))) {
      work.accept(token);
    }
  }

  /** Writes a party's configuration, in mode psk. */
  Path write(String who, String peer, String policy, String... more) throws IOException {
    return Files.writeString(
        scratch.resolve(who + ".yaml"),
        """
        identity: sip:%s@example.org
        token: { module: mikeytoken, label: "%s", pin: { file: "%s" } }
        policy: { preset: %s }
        peers: [{ identity: "sip:%s@example.org", psk: { label: call } }]
        %s
        """
            .formatted(who, label(who), pinFile(who), policy, peer, String.join("\n", more)));
  }

  Configuration configuration(String who) throws ConfigException {
    return ConfigLoader.load(scratch.resolve(who + ".yaml"), Map.of(), Map.of());
  }
}
