package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KeyFiles;
import org.mikeyhsm.cli.keys.RecipientKey;
import org.mikeyhsm.cli.keys.WrappedKeyFile;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.hsm.provisioning.SecretKeys;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hands a secret key to a peer. */
@Command(
    name = "wrap-export",
    description = {
      "Wraps a shareable PSK or KEK inside the token (C_WrapKey) and locks it: for a peer's RSA"
          + " key, or under a KEK that the peer has too.",
      "The file is of use to nobody but the peer's token. Compare the fingerprint of an RSA key"
          + " with the peer by a way that nobody else can speak on: whose key it is decides who"
          + " gets the key."
    })
final class KeysWrapExportCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private TokenOption token;
  @Mixin private JsonOption json;

  @Parameters(paramLabel = "LABEL", description = "The key's CKA_LABEL.")
  private String label;

  @ArgGroup(multiplicity = "1")
  private Receiver receiver;

  /** For whom it is wrapped. */
  private static final class Receiver {
    @Option(
        names = "--to",
        paramLabel = "FILE",
        required = true,
        description = "For an RSA key: the peer's certificate, or its certificate request.")
    private Optional<Path> recipient = Optional.empty();

    @Option(
        names = "--under",
        paramLabel = "LABEL",
        required = true,
        description = "Under a KEK of this token, by AES key wrap (RFC 3394).")
    private Optional<String> kek = Optional.empty();
  }

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "A new file for the wrapped key.")
  private Path out;

  @Option(
      names = "--keep-shareable",
      description = "Do not lock it yet: it will be wrapped for another peer.")
  private boolean keepShareable;

  KeysWrapExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException, KeyFileException {
    Optional<RecipientKey> peer = Optional.empty();
    if (receiver.recipient.isPresent()) {
      peer = Optional.of(RecipientKey.read(receiver.recipient.get(), console.clock().instant()));
    }
    try (TokenOption.Opened opened = token.open(console)) {
      SecretKeys secrets = new SecretKeys(opened.token());
      SecretKeys.Wrapped wrapped =
          peer.isPresent()
              ? secrets.wrap(label, peer.get().key())
              : secrets.wrapUnder(label, receiver.kek.orElseThrow());
      KeyFiles.writeNew(
          out, new WrappedKeyFile(wrapped, peer.map(RecipientKey::fingerprint)).write());
      // Only now: a key that was locked before the file is there could not be handed over any more.
      if (!keepShareable) {
        secrets.lock(label);
      }
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("label", label);
    peer.ifPresent(
        key -> {
          result.put("recipient", key.subject());
          result.put("fingerprint", key.fingerprint());
        });
    receiver.kek.ifPresent(kek -> result.put("kek", kek));
    result.put("file", out.toString());
    result.put("locked", !keepShareable);
    json.print(
        console,
        result,
        label
            + peer.map(
                    key ->
                        " wrapped for "
                            + Printable.line(key.subject())
                            + "\nfingerprint "
                            + key.fingerprint())
                .orElseGet(() -> " wrapped under " + receiver.kek.orElseThrow())
            + "\nwritten to "
            + out
            + "\n"
            + (keepShareable
                ? "it is still extractable, and in no use before it is locked\n"
                : "it is locked now; it was extractable until then (CKA_NEVER_EXTRACTABLE is"
                    + " false), which the policy strict refuses\n"));
    return ExitCode.DONE.code();
  }
}
