package org.mikeyhsm.hsm.pool;

import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.KeyLostException;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;

/**
 * A process with two tokens in a pool, each reached through a copy of {@code stacked.c} of its own.
 * Ends with 0 if all went as it should.
 */
final class PoolChild {
  private static final String PSK = "psk";
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");
  private static final int CALLS = 40;
  private static final int THREADS = 2;

  private final Path pins;
  private final List<Box> boxes;
  private final MikeyContext memory =
      MikeyContext.forNewKeys(new org.mikeyhsm.jca.software.MikeyProvider(), Clock.systemUTC());
  private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

  /** A token and its library. */
  private record Box(String label, Path library, Path files) {
    long fail(String function, long code, long count) {
      return NativeLibrary.getInstance(library.toString())
          .getFunction("stacked_fail")
          .invokeLong(
              new Object[] {
                function, new NativeLong(code), new NativeLong(0), new NativeLong(count)
              });
    }
  }

  /** What is made on a token: both sides of calls. */
  private record Both(
      CryptokiModule module, Token token, TokenKey psk, MikeyContext alice, MikeyContext bob)
      implements PooledToken {
    @Override
    public Map<String, Octets> proofs(Octets challenge) throws GeneralSecurityException {
      return Map.of(PSK, KeyProof.ofPreSharedKey(alice.provider(), psk, challenge));
    }

    @Override
    public void close() {
      try {
        psk.close();
        token.close();
      } finally {
        module.close();
      }
    }
  }

  private PoolChild(String[] arguments) {
    pins = Path.of(arguments[1]);
    boxes =
        List.of(
            new Box("pool a", Path.of(arguments[2]), Path.of(arguments[3])),
            new Box("pool b", Path.of(arguments[4]), Path.of(arguments[5])));
  }

  /** Arguments: what happens, PIN file, and of each token library and directory. */
  public static void main(String[] arguments) throws Exception {
    PoolChild child = new PoolChild(arguments);
    boolean same = !arguments[0].equals("mismatch");
    child.provision(child.boxes.get(0), 32);
    child.provision(child.boxes.get(1), same ? 32 : 20);
    if (!same) {
      try {
        child.open().close();
        throw new AssertionError("tokens of different keys made a pool");
      } catch (KeyMismatchException e) {
        System.out.println(e.getMessage());
        require(e.getMessage().contains("pool a and pool b"), e.getMessage());
      }
      return;
    }
    try (TokenPool<Both> pool = child.open()) {
      Map<String, Integer> shares = child.calls(pool, CALLS);
      require(shares.values().stream().allMatch(n -> n >= CALLS / 4), "shares: " + shares);
      switch (arguments[0]) {
        case "device-error" -> child.deviceError(pool);
        case "one-call" -> child.oneCallFails(pool);
        case "directory" -> child.theTokenIsPulledOut(pool);
        case "lost-keys" -> child.keysOfADeadTokenAreLostAlone(pool);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
      shares = child.calls(pool, CALLS);
      System.out.println("shares at the end: " + shares);
      require(shares.size() == 2, "not both are used: " + shares);
      for (Both both : pool.tokensIn()) {
        require(both.token().sessionObjectCount() == 0, "session objects are left");
        int open = both.token().openSessionCount();
        require(open <= 1 + THREADS + 1, open + " sessions are open");
        require(both.token().objectCount() == 1, "objects are left");
      }
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  private void provision(Box box, int octets) throws GeneralSecurityException {
    try (CryptokiModule module = CryptokiModule.open(box.library());
        Token token = module.openToken(box.label(), PinSource.file(pins));
        SecretOctets psk = SecretOctets.copyOf(TestTokens.psk(octets))) {
      KeyImport.preSharedKey(token, PSK, psk);
    }
  }

  private MikeyContext context(Token token) {
    return new MikeyContext(
        new MikeyPkcs11Provider(token, CustodyPolicy.ANY),
        memory.random(),
        memory.timestamps(),
        memory.replayCache(),
        memory.bundles(),
        memory.limits(),
        memory.leniencies());
  }

  private Both open(Box box) {
    CryptokiModule module = CryptokiModule.open(box.library());
    boolean done = false;
    try {
      Token token = module.openToken(box.label(), PinSource.file(pins));
      MikeyContext bob = MikeyContext.forNewKeys(context(token).provider(), Clock.systemUTC());
      Both both = new Both(module, token, token.preSharedKey(PSK), context(token), bob);
      done = true;
      return both;
    } finally {
      if (!done) {
        module.close();
      }
    }
  }

  private TokenPool<Both> open() throws GeneralSecurityException {
    List<TokenPool.Source<Both>> sources = new ArrayList<>();
    boxes.forEach(box -> sources.add(new TokenPool.Source<>(box.label(), () -> open(box))));
    return TokenPool.open(
        sources,
        new PoolSettings(Duration.ofSeconds(20), Duration.ofMillis(20), Duration.ofMillis(100)),
        new PoolListener() {
          @Override
          public void takenOut(String token, String reason) {
            System.out.println("out " + token + ": " + reason);
            events.add("out " + token);
          }

          @Override
          public void broughtBack(String token) {
            System.out.println("back " + token);
            events.add("back " + token);
          }

          @Override
          public void doneAgain(String token, String reason) {
            System.out.println("done again after " + token + ": " + reason);
          }
        });
  }

  /** Calls of several threads, all of which must succeed; how many each token had. */
  private Map<String, Integer> calls(TokenPool<Both> pool, int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<String>> calls = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        calls.add(() -> pool.<String, MikeyException>run(PoolChild::exchange));
      }
      Map<String, Integer> shares = new TreeMap<>();
      for (Future<String> call : threads.invokeAll(calls)) {
        shares.merge(call.get(), 1, Integer::sum);
      }
      return shares;
    } finally {
      threads.shutdown();
    }
  }

  /** An exchange with keys for SRTP; the token that its custody report names. */
  private static String exchange(Both both) throws GeneralSecurityException, MikeyException {
    try (PskInitiator initiator = initiator(both);
        Accepted accepted = accept(both, initiator.start());
        CryptoSessionBundle bundle = initiator.receive(accepted.response().orElseThrow());
        SrtpMasterKey mine = bundle.srtpMasterKey(1, KeyPlace.PROVIDER);
        SrtpMasterKey theirs = accepted.bundle().srtpMasterKey(1, KeyPlace.PROVIDER)) {
      require(mine.masterSalt().equals(theirs.masterSalt()), "the keys differ");
      Set<String> holders =
          bundle.custody().entries().stream()
              .flatMap(entry -> entry.custody().holder().stream())
              .collect(Collectors.toCollection(ConcurrentHashMap::newKeySet));
      require(holders.equals(Set.of(both.token().name())), "holders: " + holders);
      return both.token().label();
    }
  }

  private static PskInitiator initiator(Both both) {
    return PskInitiator.initial(
        both.alice(),
        new PskCredential(ALICE, BOB, both.psk()),
        PskOffer.of(List.of(new SrtpId(0, 1, 0))));
  }

  private static Accepted accept(Both both, Octets message)
      throws GeneralSecurityException, MikeyException {
    return new PskResponder(
            both.bob(),
            PskDirectory.of(List.of(new PskCredential(BOB, ALICE, both.psk()))),
            PskResponderSettings.DEFAULT)
        .receive(message);
  }

  private void await(String event) throws InterruptedException {
    String next = events.poll(30, TimeUnit.SECONDS);
    require(event.equals(next), next + " in place of: " + event);
  }

  /** Every function of one token fails; calls go on by the other; it comes back. */
  private void deviceError(TokenPool<Both> pool) throws Exception {
    Box dead = boxes.get(0);
    dead.fail("*", CryptokiException.DEVICE_ERROR, 1_000_000);
    Map<String, Integer> shares = calls(pool, CALLS);
    require(shares.equals(Map.of("pool b", CALLS)), "shares: " + shares);
    await("out pool a");
    dead.fail("", 0, 0);
    await("back pool a");
  }

  /** One function of one token fails, of which a look at the token alone would not tell. */
  private void oneCallFails(TokenPool<Both> pool) throws Exception {
    for (String function :
        List.of("C_DeriveKey", "C_SignInit", "C_CreateObject", "C_OpenSession")) {
      Box dead = boxes.get(1);
      dead.fail(function, CryptokiException.DEVICE_ERROR, 1_000_000);
      calls(pool, CALLS);
      dead.fail("", 0, 0);
      for (int i = 0; i < 500 && pool.tokensIn().size() < 2; i++) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      require(pool.tokensIn().size() == 2, "it does not come back after " + function);
    }
    events.clear();
  }

  /** The files of one token go away, and come back. */
  private void theTokenIsPulledOut(TokenPool<Both> pool) throws Exception {
    Path files = boxes.get(0).files();
    Path away = files.resolveSibling("pulled-out");
    Path parent = files.getParent();
    Path elsewhere = parent.resolveSibling("pulled-out");
    require(!Files.exists(away), "there is " + away);
    Files.move(files, elsewhere);
    Map<String, Integer> shares = calls(pool, CALLS);
    System.out.println("shares without its files: " + shares);
    Files.move(elsewhere, files);
    for (int i = 0; i < 500 && pool.tokensIn().size() < 2; i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    require(pool.tokensIn().size() == 2, "it does not come back");
  }

  /** Keys of a bundle die with their token, by a typed exception; those of the other live. */
  private void keysOfADeadTokenAreLostAlone(TokenPool<Both> pool) throws Exception {
    List<CryptoSessionBundle> bundles = new ArrayList<>();
    List<String> holders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      bundles.add(
          pool.<CryptoSessionBundle, MikeyException>run(
              both -> {
                holders.add(both.token().label());
                try (PskInitiator initiator = initiator(both);
                    Accepted accepted = accept(both, initiator.start())) {
                  return initiator.receive(accepted.response().orElseThrow());
                }
              }));
    }
    long closed =
        NativeLibrary.getInstance(boxes.get(0).library().toString())
            .getFunction("stacked_close_all")
            .invokeLong(new Object[] {new NativeLong(pool.tokensIn().get(0).token().slotNumber())});
    require(closed == 0, "C_CloseAllSessions: " + closed);
    for (int i = 0; i < bundles.size(); i++) {
      boolean lives = holders.get(i).equals("pool b");
      try (CryptoSessionBundle bundle = bundles.get(i);
          SrtpMasterKey key = bundle.srtpMasterKey(1, KeyPlace.PROVIDER)) {
        require(lives && !key.masterSalt().isEmpty(), "a key outlived its session");
      } catch (KeyLostException e) {
        System.out.println(e.getMessage());
        require(!lives, "a key of the other token was lost");
      } catch (ProviderException e) {
        throw new AssertionError(e);
      }
    }
  }
}
