package org.mikeyhsm.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.decode.InputException;
import org.mikeyhsm.cli.output.JsonReader;
import org.mikeyhsm.cli.output.JsonSyntaxException;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.message.FieldTree;
import org.mikeyhsm.message.MikeyFormatException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes messages of what {@code mikey decode --json} printed. */
@Command(
    name = "encode",
    description = {
      "Prints the octets of the MIKEY message that JSON describes, as mikey decode --json does.",
      "Needs no token, and computes no MAC, signature or encryption: the fields are taken as they"
          + " are."
    },
    footerHeading = "%nINPUT:%n",
    footer = {
      "  - or none        standard input, up to 64 MiB",
      "  FILE             a file, up to 64 MiB",
      "",
      "One object with header and payloads, or an array of them for a line each. The",
      "fields of the wire must all be there and agree with each other, their lengths",
      "too. What only explains may be missing and is not looked at: offset, length,",
      "section, name, payload, diagnostics, origin, and what stands under a field's",
      "name with \"Name\" added. nextPayload may be missing."
    })
final class EncodeCommand implements Callable<Integer> {
  /** The JSON of the largest messages of many small parts is some fifty times their size. */
  private static final int MAX_OCTETS = 64 << 20;

  private static final String ORIGIN = "origin";

  private final Console console;

  @ArgGroup(exclusive = true)
  private Form form = new Form();

  @Parameters(arity = "0..1", paramLabel = "INPUT", description = "See below.")
  private Optional<String> input;

  EncodeCommand(Console console) {
    this.console = console;
  }

  /** How octets are printed. */
  static final class Form {
    @Option(
        names = "--hex",
        required = true,
        description = "Print lower-case hexadecimal digits. This is the default.")
    private boolean hex;

    @Option(names = "--base64", required = true, description = "Print base64.")
    private boolean base64;
  }

  @Override
  public Integer call() {
    List<String> lines = new ArrayList<>();
    try {
      for (Object message : messages(JsonReader.read(read()))) {
        lines.add(print(encode(message)));
      }
    } catch (InputException | JsonSyntaxException | MikeyFormatException e) {
      console
          .err()
          .println(
              "mikey: "
                  + Printable.line(e.getMessage())
                  + ". mikey decode --json shows what a message is to look like.");
      return ExitCode.BAD_DATA.code();
    }
    lines.forEach(console.out()::println);
    return ExitCode.DONE.code();
  }

  private static List<?> messages(Object json) {
    return json instanceof List<?> list ? list : List.of(json);
  }

  private static byte[] encode(Object json) throws InputException, MikeyFormatException {
    if (!(json instanceof Map<?, ?> object)) {
      throw new InputException(InputException.INPUT, 0, "a message is to be an object");
    }
    Map<Object, Object> tree = new LinkedHashMap<>(object);
    tree.remove(ORIGIN);
    return FieldTree.encode(tree);
  }

  private String print(byte[] message) {
    return form.base64
        ? Base64.getEncoder().encodeToString(message)
        : HexFormat.of().formatHex(message);
  }

  private byte[] read() throws InputException {
    Optional<String> file = input.filter(name -> !name.equals("-"));
    String name = file.orElse("standard input");
    byte[] json;
    try {
      json = file.isPresent() ? start(Path.of(name)) : console.in().readNBytes(MAX_OCTETS + 1);
    } catch (IOException | InvalidPathException e) {
      throw new InputException(InputException.INPUT, 0, name + " cannot be read");
    }
    if (json.length > MAX_OCTETS) {
      throw new InputException(
          InputException.INPUT, 0, name + " is longer than the limit of 64 MiB");
    }
    return json;
  }

  private static byte[] start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_OCTETS + 1);
    }
  }
}
