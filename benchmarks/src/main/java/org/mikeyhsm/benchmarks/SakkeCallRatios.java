package org.mikeyhsm.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.EccsiPublicKey;
import org.mikeyhsm.jca.IssuedKeys;
import org.mikeyhsm.jca.KeyEncapsulation;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKmsMasterKeys;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.sakke.KmsDirectory;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.McxUid;
import org.mikeyhsm.mode.sakke.SakkeInitiator;
import org.mikeyhsm.mode.sakke.SakkeOffer;
import org.mikeyhsm.mode.sakke.SakkeRecipient;
import org.mikeyhsm.mode.sakke.SakkeResponder;
import org.mikeyhsm.mode.sakke.SakkeResponderSettings;
import org.mikeyhsm.mode.sakke.SakkeSent;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.mode.sakke.UserKeys;
import org.mikeyhsm.session.ReplayCache;
import org.mikeyhsm.session.ReplaySettings;

/**
 * I_MESSAGEs of MIKEY-SAKKE beside the SAKKE and ECCSI operations in them, in thread CPU time, in
 * turn, many rounds. The arguments are how many rounds, and how many members a group has.
 */
public final class SakkeCallRatios {
  private static final long MOMENT = 200_000_000L;
  private static final IdPayload KMS = IdPayload.uri("kms.example.org");

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Provider provider = new MikeyProvider();
  private final MikeyContext context = MikeyContext.forNewKeys(provider, Clock.systemUTC());
  private final SoftwareKmsMasterKeys master;
  private final KmsDomain domain;
  private final SakkeUser alice;
  private final SakkeUser bob;
  private final List<SakkeRecipient> group = new ArrayList<>();

  private interface Operation {
    Object run() throws Exception;
  }

  private SakkeCallRatios(int members) throws Exception {
    master = SoftwareKmsMasterKeys.generate(new SecureRandom(), CustodyPolicy.ANY);
    domain =
        KmsDomain.of(
            KMS,
            master.encryption(),
            master.authentication(),
            new McxUid("kms.example.org", 2_592_000, 0));
    alice = user("sip:alice@example.org");
    bob = user("sip:bob@example.org");
    for (int i = 0; i < members; i++) {
      group.add(new SakkeRecipient(IdPayload.uri("sip:m" + i + "@example.org"), domain));
    }
  }

  private SakkeUser user(String uri) throws Exception {
    IdPayload id = IdPayload.uri(uri);
    Instant now = Instant.now();
    try (IssuedKeys keys = master.issue(domain.scheme().identifier(id, now))) {
      return new SakkeUser(
          id,
          List.of(UserKeys.take(provider, domain, id, now, keys.rsk(), keys.ssk(), keys.pvt())));
    }
  }

  /** Measures. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
    int members = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
    new SakkeCallRatios(members).run(rounds, members);
  }

  private void run(int rounds, int members) throws Exception {
    final SakkeOffer offer = SakkeOffer.of(List.of(new SrtpId(0, 1, 0), new SrtpId(0, 2, 0)));
    final SakkeInitiator initiator = new SakkeInitiator(context, alice);
    final SakkeRecipient toBob = new SakkeRecipient(bob.id(), domain);
    KeyEncapsulation sakke = KeyEncapsulation.getInstance("SAKKE", provider);
    KeyEncapsulation.Encapsulator encapsulator = sakke.newEncapsulator(domain.encryption());
    final KeyEncapsulation.Decapsulator decapsulator =
        sakke.newDecapsulator(bob.keys().get(0).decryption());
    CustodialKey ssv = encapsulator.generateSecret();
    Octets identifier = bob.keys().get(0).identifier();
    final Octets encapsulated = encapsulator.encapsulate(ssv, identifier);
    List<Octets> identifiers = new ArrayList<>();
    for (SakkeRecipient member : group) {
      identifiers.add(domain.scheme().identifier(member.id(), Instant.now()));
    }
    byte[] message = new byte[700];
    Signature signing = Signature.getInstance("ECCSI", provider);
    EccsiPublicKey signer = domain.authentication().forSigner(alice.keys().get(0).identifier());
    signing.initSign(alice.keys().get(0).signing());
    signing.update(message);
    final Octets signature = Octets.of(signing.sign());
    Map<String, Operation> operations = new LinkedHashMap<>();
    operations.put("encapsulate", () -> encapsulator.encapsulate(ssv, identifier));
    operations.put(
        "sign",
        () -> {
          signing.initSign(alice.keys().get(0).signing());
          signing.update(message);
          return signing.sign();
        });
    operations.put("verify", () -> signer.verifies(message, signature));
    operations.put(
        "decapsulate",
        () -> {
          decapsulator.decapsulate(encapsulated).close();
          return encapsulated;
        });
    operations.put("encapsulate to the group", () -> encapsulator.encapsulate(ssv, identifiers));
    operations.put(
        "build",
        () -> {
          try (SakkeSent sent = initiator.call(toBob, offer)) {
            return sent.messages().get(0).octets();
          }
        });
    Octets[] next = new Octets[1];
    final SakkeResponder responder =
        new SakkeResponder(
            MikeyContext.forNewKeys(provider, Clock.systemUTC())
                .withReplayCache(ReplayCache.forNewKeys(ReplaySettings.DEFAULT, Clock.systemUTC())),
            List.of(bob),
            KmsDirectory.of(List.of(domain)),
            SakkeResponderSettings.DEFAULT);
    try (SakkeSent sent = initiator.call(toBob, offer)) {
      next[0] = sent.messages().get(0).octets();
    }
    operations.put(
        "process",
        () -> {
          // One message again and again: a stored one may be.
          responder.receiveStored(next[0], Optional.empty()).close();
          return next;
        });
    operations.put(
        "build for the group",
        () -> {
          try (SakkeSent sent = initiator.group(KMS, group, offer)) {
            return sent.messages();
          }
        });
    Map<String, double[]> times = new LinkedHashMap<>();
    for (int round = -2; round < rounds; round++) {
      for (Map.Entry<String, Operation> each : operations.entrySet()) {
        double time = time(each.getValue());
        if (round >= 0) {
          times.computeIfAbsent(each.getKey(), name -> new double[rounds])[round] = time;
        }
      }
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    times.forEach(
        (name, each) -> {
          Arrays.sort(each);
          medians.put(name, each[rounds / 2] / (name.contains("group") ? members : 1));
        });
    medians.forEach((name, time) -> System.out.printf("%s, %.1f us%n", name, time));
    ratio("build", medians, "encapsulate", "sign");
    ratio("process", medians, "verify", "decapsulate");
    ratio("build for the group", medians, "encapsulate to the group", "sign");
  }

  /** How near a message comes to the rate that its operations allow; 1 is as fast. */
  private static void ratio(String name, Map<String, Double> medians, String one, String two) {
    System.out.printf(
        "%s: %.0f a second, %.2f of what %s and %s allow%n",
        name,
        1e6 / medians.get(name),
        (medians.get(one) + medians.get(two)) / medians.get(name),
        one,
        two);
  }

  /** Microseconds of CPU an operation. */
  private double time(Operation operation) throws Exception {
    long start = threads.getCurrentThreadCpuTime();
    long spent;
    int count = 0;
    do {
      operation.run();
      count++;
      spent = threads.getCurrentThreadCpuTime() - start;
    } while (spent < MOMENT);
    return spent / 1000.0 / count;
  }
}
