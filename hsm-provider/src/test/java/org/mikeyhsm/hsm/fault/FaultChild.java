package org.mikeyhsm.hsm.fault;

import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.security.ProviderException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.IaikCryptoki;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.PinRefusedException;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
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
import org.mikeyhsm.session.TestClock;

/**
 * A process whose token has a bad day. Both sides of its exchanges are on one token, reached
 * through {@code stacked.c}. Ends with 0 if all went as it should.
 */
final class FaultChild {
  private static final String PSK = "psk";
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");

  /**
   * Functions whose failure nobody hears of: sessions and objects are let go as well as it goes.
   */
  private static final int MOST_CALLS = 400;

  private final Path library;
  private final String label;
  private final Path pinFile;
  private final Path tokenDirectory;
  private CryptokiModule module;
  private final NativeLibrary faults;
  private final TestClock aliceClock = TestClock.ordinary();
  private final TestClock bobClock = TestClock.ordinary();
  private Token token;
  private MikeyContext alice;
  private MikeyContext bob;
  private CustodialKey psk;

  private FaultChild(String[] arguments) {
    library = Path.of(arguments[1]);
    label = arguments[2];
    pinFile = Path.of(arguments[3]);
    tokenDirectory = Path.of(arguments[4]);
    faults = NativeLibrary.getInstance(library.toString());
    module = CryptokiModule.open(library);
  }

  /** Arguments: what happens, library, token label, PIN file, directory of the tokens. */
  public static void main(String[] arguments) throws Exception {
    FaultChild child = new FaultChild(arguments);
    child.provision();
    child.open();
    child.exchange();
    switch (arguments[0]) {
      case "every-call" -> child.everyCallFailsOnce();
      case "logout" -> child.somebodyLogsOut();
      case "sessions" -> child.sessionsAreClosed();
      case "pin" -> child.thePinIsWrong();
      case "directory" -> child.theTokenIsPulledOut();
      case "clock" -> child.theClockJumps();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    child.exchange();
    require(child.token.sessionObjectCount() == 0, "session objects are left");
    child.close();
    child.module.close();
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  private void provision() throws GeneralSecurityException {
    try (Token fresh = module.openToken(label, PinSource.file(pinFile));
        SecretOctets octets = SecretOctets.copyOf(TestTokens.psk(32))) {
      KeyImport.preSharedKey(fresh, PSK, octets);
    }
  }

  private void open() {
    token = module.openToken(label, PinSource.file(pinFile));
    Provider provider = new MikeyPkcs11Provider(token, CustodyPolicy.ANY);
    psk = token.preSharedKey(PSK);
    alice = MikeyContext.forNewKeys(provider, aliceClock);
    bob = MikeyContext.forNewKeys(provider, bobClock);
  }

  private void close() {
    psk.close();
    token.close();
  }

  /** An exchange with keys for SRTP, which closes all that it made. */
  private void exchange() throws GeneralSecurityException, MikeyException {
    aliceClock.move(Duration.ofSeconds(1));
    bobClock.move(Duration.ofSeconds(1));
    try (PskInitiator initiator =
            PskInitiator.initial(
                alice,
                new PskCredential(ALICE, BOB, psk),
                PskOffer.of(List.of(new SrtpId(0, 1, 0))));
        Accepted accepted =
            new PskResponder(
                    bob,
                    PskDirectory.of(List.of(new PskCredential(BOB, ALICE, psk))),
                    PskResponderSettings.DEFAULT)
                .receive(initiator.start());
        CryptoSessionBundle bundle = initiator.receive(accepted.response().orElseThrow());
        SrtpMasterKey mine = bundle.srtpMasterKey(1, KeyPlace.PROVIDER);
        SrtpMasterKey theirs = accepted.bundle().srtpMasterKey(1, KeyPlace.PROVIDER)) {
      require(mine.masterSalt().equals(theirs.masterSalt()), "the keys differ");
    }
  }

  private long fail(String function, long code, long after, long count) {
    return faults
        .getFunction("stacked_fail")
        .invokeLong(
            new Object[] {
              function, new NativeLong(code), new NativeLong(after), new NativeLong(count)
            });
  }

  /** Each call of an exchange in turn fails, by each way of failing; the next exchange works. */
  private void everyCallFailsOnce() throws GeneralSecurityException, MikeyException {
    for (long code :
        new long[] {
          CryptokiException.DEVICE_ERROR,
          0x31, // CKR_DEVICE_MEMORY: the token is full
          CryptokiException.DEVICE_REMOVED,
          CryptokiException.SESSION_HANDLE_INVALID,
          CryptokiException.USER_NOT_LOGGED_IN,
        }) {
      int objects = token.objectCount();
      Set<String> refusals = new TreeSet<>();
      int failed = 0;
      int call = 0;
      for (boolean reached = true; reached; call++) {
        require(call < MOST_CALLS, "an exchange makes too many calls");
        fail("*", code, call, 1);
        try {
          exchange();
        } catch (MikeyException | GeneralSecurityException | ProviderException e) {
          refusals.add(e.getClass().getSimpleName());
          failed++;
        }
        reached = fail("", 0, 0, 0) == 0;
        exchange();
        require(
            token.sessionObjectCount() == 0, "after call " + call + " session objects are left");
        int now = token.objectCount();
        require(
            now == objects,
            "after call " + call + " there are " + now + " objects, not " + objects);
      }
      System.out.printf(
          "code 0x%x: %d calls, %d exchanges failed, by %s%n", code, call - 1, failed, refusals);
      require(failed > 0 || code == CryptokiException.USER_NOT_LOGGED_IN, "no fault was felt");
      require(token.openSessionCount() <= 3, token.openSessionCount() + " sessions are open");
    }
  }

  private Cryptoki another() throws IOException {
    return IaikCryptoki.load(library);
  }

  private void somebodyLogsOut() throws Exception {
    Cryptoki other = another();
    for (int i = 0; i < 3; i++) {
      SessionHandle session = other.openSession(new SlotId(token.slotNumber()));
      other.logout(session);
      other.closeSession(session);
      exchange();
    }
  }

  private void sessionsAreClosed() throws Exception {
    for (int i = 0; i < 3; i++) {
      long result =
          faults
              .getFunction("stacked_close_all")
              .invokeLong(new Object[] {new NativeLong(token.slotNumber())});
      require(result == 0, "C_CloseAllSessions: " + result);
      exchange();
    }
  }

  /** The PIN is tried once; with the right one, the token is opened anew in the same process. */
  private void thePinIsWrong() throws Exception {
    byte[] right = Files.readAllBytes(pinFile);
    Files.writeString(pinFile, "not-the-PIN\n");
    Cryptoki other = another();
    SessionHandle session = other.openSession(new SlotId(token.slotNumber()));
    other.logout(session);
    other.closeSession(session);
    for (int i = 0; i < 5; i++) {
      try {
        exchange();
        throw new AssertionError("it went on with a wrong PIN");
      } catch (PinRefusedException e) {
        require(e.getMessage().contains("tried once"), e.getMessage());
      }
    }
    close();
    Files.write(pinFile, right);
    try {
      module.openToken(label, PinSource.file(pinFile)).close();
      throw new AssertionError("a PIN was tried in a module that had refused one");
    } catch (PinRefusedException e) {
      // It is not tried again until the module is opened anew.
    }
    Arrays.fill(right, (byte) 0);
    reopen();
    exchange();
  }

  /** Without the process being started again. */
  private void reopen() {
    module.close();
    module = CryptokiModule.open(library);
    open();
  }

  private void theTokenIsPulledOut() throws Exception {
    Path away = tokenDirectory.resolveSibling("pulled-out");
    Files.move(tokenDirectory, away);
    int failed = 0;
    try {
      for (int i = 0; i < 3; i++) {
        try {
          exchange();
        } catch (MikeyException | GeneralSecurityException | ProviderException e) {
          System.out.println(e);
          failed++;
        }
      }
    } finally {
      Files.move(away, tokenDirectory);
    }
    System.out.println(failed + " exchanges failed without the token's files");
    try {
      exchange();
    } catch (InvalidKeyException | ProviderException e) {
      // SoftHSM2 does not see its files again before C_Finalize and C_Initialize.
      System.out.println(e.getMessage());
      close();
      reopen();
    }
  }

  /** A message that is too old or too new is refused; the same clocks set right work on. */
  private void theClockJumps() throws Exception {
    for (Duration jump :
        List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(-40000))) {
      bobClock.move(jump);
      try {
        exchange();
        throw new AssertionError("a message was taken that is " + jump + " off");
      } catch (MikeyException e) {
        System.out.println(e.getMessage());
      }
      bobClock.move(jump.negated());
      exchange();
    }
    // Both jump: what they know of the time before the jump keeps nobody from going on.
    aliceClock.move(Duration.ofHours(5));
    bobClock.move(Duration.ofHours(5));
    exchange();
    // Set back, an initiator's timestamps stay later than all before them, as RFC 3830 section 5.2
    // demands, and nobody takes them; a new context, in the same process, starts anew.
    aliceClock.move(Duration.ofHours(-9));
    bobClock.move(Duration.ofHours(-9));
    try {
      exchange();
      throw new AssertionError("a timestamp of the future was taken");
    } catch (MikeyException e) {
      System.out.println(e.getMessage());
    }
    close();
    open();
    exchange();
  }
}
