import java.nio.file.Path;
import java.util.Base64;
import java.util.Scanner;
import org.mikeyhsm.engine.MikeyEngine;
import org.mikeyhsm.engine.MikeySession;
import org.mikeyhsm.engine.OpenExchange;
import org.mikeyhsm.engine.Streams;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.service.ConfiguredEngine;

/**
 * Calls a peer: prints the I_MESSAGE in base64, reads the answer from standard input, and prints
 * whom it has keys with and where each secret has been.
 */
public class Call {
  /** Takes a configuration and the peer's URI. */
  public static void main(String[] args) throws Exception {
    try (MikeyEngine engine = ConfiguredEngine.open(Path.of(args[0]));
        OpenExchange call = engine.initiate(IdPayload.uri(args[1]), Streams.of(1, 0)).awaiting()) {
      System.out.println(Base64.getEncoder().encodeToString(call.message().toArray()));
      Octets answer = Octets.of(Base64.getDecoder().decode(new Scanner(System.in).nextLine()));
      try (MikeySession session = call.receive(answer).orThrow()) {
        System.out.println(session);
        session.custody().toList().forEach(System.out::println);
      }
    }
  }
}
