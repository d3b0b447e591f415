import java.nio.file.Path;
import java.util.Base64;
import java.util.Scanner;
import org.mikeyhsm.engine.MikeyEngine;
import org.mikeyhsm.engine.MikeySession;
import org.mikeyhsm.engine.Outcome;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.service.ConfiguredEngine;

/**
 * Answers a call: reads an I_MESSAGE in base64 from standard input, prints what is to be sent back,
 * and whom it has keys with.
 */
public class Answer {
  /** Takes a configuration. */
  public static void main(String[] args) throws Exception {
    try (MikeyEngine engine = ConfiguredEngine.open(Path.of(args[0]))) {
      Octets message = Octets.of(Base64.getDecoder().decode(new Scanner(System.in).nextLine()));
      Outcome outcome = engine.respond(message);
      outcome
          .reply()
          .map(Octets::toArray)
          .map(Base64.getEncoder()::encodeToString)
          .ifPresent(System.out::println);
      try (MikeySession session = outcome.orThrow()) {
        System.out.println(session);
      }
    }
  }
}
