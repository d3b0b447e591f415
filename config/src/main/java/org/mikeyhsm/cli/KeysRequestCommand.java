package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.keys.CertificateRequest;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KeyFiles;
import org.mikeyhsm.cli.keys.RecipientKey;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.hsm.provisioning.KeyPairs;
import org.mikeyhsm.message.Octets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a certificate request of a key pair. */
@Command(
    name = "request",
    description = "Makes a certificate request (PKCS#10) of a key pair, signed in the token.")
final class KeysRequestCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private TokenOption token;
  @Mixin private JsonOption json;

  @Parameters(paramLabel = "LABEL", description = "The key pair's CKA_LABEL.")
  private String label;

  @Option(
      names = "--subject",
      paramLabel = "NAME",
      required = true,
      description = "The distinguished name, such as CN=bob,O=Example.")
  private String subject;

  @Option(
      names = "--identity",
      paramLabel = "IDENTITY",
      split = ",",
      description = {
        "A MIKEY identity for the certificate to prove, such as sip:bob@example.org: asks for a",
        "subjectAltName with this URI or e-mail address. Without one, no mode takes the certificate."
      })
  private List<String> identities = List.of();

  @Option(names = "--out", paramLabel = "FILE", description = "A new file for the request.")
  private Optional<Path> out = Optional.empty();

  KeysRequestCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException, KeyFileException {
    String request;
    Octets info;
    try (TokenOption.Opened opened = token.open(console)) {
      KeyPairs pairs = new KeyPairs(opened.token());
      info = pairs.subjectPublicKeyInfo(label);
      request = CertificateRequest.pem(subject, identities, info, data -> pairs.sign(label, data));
    }
    String fingerprint = RecipientKey.fingerprint(info.toArray());
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("label", label);
    result.put("fingerprint", fingerprint);
    if (out.isPresent()) {
      KeyFiles.writeNew(out.get(), request);
      result.put("file", out.get().toString());
    } else {
      result.put("request", request);
    }
    json.print(
        console,
        result,
        out.map(file -> "request written to " + file + "\nfingerprint " + fingerprint + "\n")
            .orElse(request));
    return ExitCode.DONE.code();
  }
}
