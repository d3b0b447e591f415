package org.mikeyhsm.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mikeyhsm.cli.decode.InputException;
import org.mikeyhsm.cli.decode.JsonError;
import org.mikeyhsm.cli.decode.MessageInput;
import org.mikeyhsm.cli.decode.TextView;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.FieldTree;
import org.mikeyhsm.message.Leniency;
import org.mikeyhsm.message.MikeyFormatException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains the messages of an input, or says what is wrong with them. */
@Command(
    name = "decode",
    description = {
      "Explains every field of a MIKEY message: offset, length, RFC section, value.",
      "Needs no token, checks no MAC or signature, decrypts nothing. The text shows no key, not"
          + " even one sent in clear; --json has the octets of the message as they are."
    },
    footerHeading = "%nINPUT, tried in this order:%n",
    footer = {
      "  - or none        standard input, up to 4 MiB",
      "  FILE             an existing file, up to 4 MiB",
      "and, as the content of those two or as the argument itself:",
      "  hexadecimal      an even number of digits; white space is ignored",
      "  SDP or a header  a session description, a=key-mgmt lines, an RTSP KeyMgmt header or",
      "                   message (RFC 4567); every MIKEY message in it is explained",
      "  base64           white space is ignored",
      "A file or standard input may also be the message in binary.",
      "",
      "--json prints one line with one object: header, payloads (those after HDR), diagnostics,",
      "which mikey encode turns into the same octets again.",
      "Octets are hexadecimal; what a value means is under the field's name with \"Name\" added.",
      "SDP with several messages gives an array of such objects, each with its origin. What cannot",
      "be decoded is {\"error\":{\"payload\",\"offset\",\"reason\"}} in place of its object."
    })
final class DecodeCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--hex",
      description = "In the text, show the octets of each payload too; keys in clear as **.")
  private boolean hexView;

  @Option(
      names = "--lenient",
      paramLabel = "WHAT",
      split = ",",
      converter = LeniencyName.class,
      description = {
        "Accept what the RFC forbids, and say so among the diagnostics:",
        "trailing-octet: one octet after the last payload."
      })
  private List<Leniency> lenient = List.of();

  @Parameters(arity = "0..1", paramLabel = "INPUT", description = "See below.")
  private Optional<String> input;

  DecodeCommand(Console console) {
    this.console = console;
  }

  /** Leniencies as typed. */
  static final class LeniencyName implements ITypeConverter<Leniency> {
    @Override
    public Leniency convert(String value) {
      for (Leniency leniency : Leniency.values()) {
        if (name(leniency).equals(value)) {
          return leniency;
        }
      }
      throw new CommandLine.TypeConversionException(
          "expected one of "
              + Stream.of(Leniency.values())
                  .map(LeniencyName::name)
                  .collect(Collectors.joining(", ")));
    }

    static String name(Leniency leniency) {
      return leniency.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Override
  public Integer call() {
    List<MessageInput.Found> found;
    try {
      found = MessageInput.read(input, console.in());
    } catch (InputException e) {
      if (json) {
        console.out().println(Json.write(JsonError.of(e.payload(), e.offset(), e.reason())));
      }
      complain(e.getMessage(), "mikey decode --help lists what it can be given");
      return ExitCode.BAD_DATA.code();
    }
    return explain(found);
  }

  private int explain(List<MessageInput.Found> found) {
    Set<Leniency> leniencies = Set.copyOf(lenient);
    boolean several = found.size() > 1;
    List<Object> objects = new ArrayList<>();
    boolean allGood = true;
    for (int i = 0; i < found.size(); i++) {
      MessageInput.Found one = found.get(i);
      Map<String, Object> object = new LinkedHashMap<>();
      if (several) {
        object.put("origin", one.origin());
      }
      try {
        DecodedMessage message =
            DecodedMessage.decode(one.octets().toArray(), DecodeLimits.defaults(), leniencies);
        object.putAll(FieldTree.of(message));
        if (!json) {
          print(one, message, i > 0);
        }
      } catch (MikeyFormatException e) {
        allGood = false;
        object.putAll(JsonError.of(e.payload(), e.offset(), e.reason()));
        complain(one.origin() + ", " + e.getMessage(), nextStep(one, leniencies));
      }
      objects.add(object);
    }
    if (json) {
      console.out().println(Json.write(several ? objects : objects.get(0)));
    }
    return (allGood ? ExitCode.DONE : ExitCode.BAD_DATA).code();
  }

  private void print(MessageInput.Found one, DecodedMessage message, boolean further) {
    console
        .out()
        .println(
            (further ? "\n" : "")
                + console.style().heading("MIKEY message of " + one.octets().length() + " octets")
                + console.style().faint(" from " + one.origin())
                + "\n");
    console.out().print(TextView.of(message, console.style(), console.clock().instant(), hexView));
  }

  private void complain(String what, String nextStep) {
    console.err().println("mikey: " + Printable.line(what) + ". " + nextStep + ".");
  }

  private static String nextStep(MessageInput.Found one, Set<Leniency> leniencies) {
    for (Leniency leniency : Leniency.values()) {
      if (!leniencies.contains(leniency) && decodes(one, leniency)) {
        return "--lenient=" + LeniencyName.name(leniency) + " accepts it";
      }
    }
    return "Check that the message is whole and unchanged";
  }

  private static boolean decodes(MessageInput.Found one, Leniency leniency) {
    try {
      DecodedMessage.decode(one.octets().toArray(), DecodeLimits.defaults(), Set.of(leniency));
      return true;
    } catch (MikeyFormatException e) {
      return false;
    }
  }
}
