package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KeyFiles;
import org.mikeyhsm.cli.keys.RecipientKey;
import org.mikeyhsm.cli.keys.WrappedKeyFile;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.hsm.provisioning.SecretKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hands a pre-shared key to a peer. */
@Command(
    name = "wrap-export",
    description = {
      "Wraps a shareable PSK for a peer's RSA key inside the token (C_WrapKey) and locks it.",
      "The file is of use to nobody but the peer's token. Compare the fingerprint with the peer"
          + " by a way that nobody else can speak on: whose key it is decides who gets the PSK."
    })
final class KeysWrapExportCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private TokenOption token;
  @Mixin private JsonOption json;

  @Parameters(paramLabel = "LABEL", description = "The PSK's CKA_LABEL.")
  private String label;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "The peer's certificate, or its certificate request.")
  private Path recipient;

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
    RecipientKey peer = RecipientKey.read(recipient, console.clock().instant());
    try (TokenOption.Opened opened = token.open(console)) {
      SecretKeys secrets = new SecretKeys(opened.token());
      SecretKeys.Wrapped wrapped = secrets.wrap(label, peer.key());
      KeyFiles.writeNew(
          out, new WrappedKeyFile(wrapped.octets(), peer.fingerprint(), wrapped.wrapped()).write());
      // Only now: a key that was locked before the file is there could not be handed over any more.
      if (!keepShareable) {
        secrets.lock(label);
      }
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("label", label);
    result.put("recipient", peer.subject());
    result.put("fingerprint", peer.fingerprint());
    result.put("file", out.toString());
    result.put("locked", !keepShareable);
    json.print(
        console,
        result,
        label
            + " wrapped for "
            + Printable.line(peer.subject())
            + "\nfingerprint "
            + peer.fingerprint()
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
