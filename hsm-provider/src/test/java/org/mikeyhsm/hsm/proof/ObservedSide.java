package org.mikeyhsm.hsm.proof;

import com.sun.jna.Memory;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.mechanism.SessionKeys;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.NssDatabase;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SrtpKeyDerivation;
import org.mikeyhsm.jca.SrtpLabel;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;

/**
 * A process with one side of calls, whose keys are on a token and known to the other process. It
 * does what each line of standard input says and answers with a line.
 */
abstract class ObservedSide implements AutoCloseable {
  private static final int CONTROL_LENGTH = 24;

  private Place place;
  private CryptokiModule module;
  private Token token;
  private Provider provider;
  private MikeyContext context;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private Optional<CryptoSessionBundle> bundle = Optional.empty();
  private byte[] onHeap = {};
  private Optional<Memory> offHeap = Optional.empty();

  /** Where the token is. */
  record Place(Path library, String label, Path pinFile, Boundary boundary, Optional<Path> nss) {
    static Place of(String[] arguments) {
      return new Place(
          Path.of(arguments[1]),
          arguments[2],
          Path.of(arguments[3]),
          Boundary.valueOf(arguments[4]),
          Arrays.stream(arguments).skip(5).map(Path::of).findFirst());
    }

    CryptokiModule module() {
      return nss.map(
              directory -> NssDatabase.open(library, List.of(new NssDatabase(label, directory))))
          .orElseGet(() -> CryptokiModule.open(library));
    }

    Place from(Path other) {
      return new Place(other, label, pinFile, boundary, nss);
    }

    Token open(CryptokiModule module) {
      return module.openToken(label, PinSource.file(pinFile), boundary);
    }
  }

  ObservedSide(Place place) {
    this.place = place;
  }

  /** Finds the keys of this side on the token. */
  abstract void findKeys() throws GeneralSecurityException;

  abstract void closeKeys();

  /** What only this mode does; its answer. */
  abstract String executeOwn(String command, String argument)
      throws GeneralSecurityException, IOException, MikeyException;

  final void open() throws GeneralSecurityException {
    module = place.module();
    token = place.open(module);
    provider = new MikeyPkcs11Provider(token, CustodyPolicy.STRICT.within(place.boundary()));
    context = MikeyContext.forNewKeys(provider, Clock.systemUTC());
    findKeys();
  }

  final Token token() {
    return token;
  }

  final Provider provider() {
    return provider;
  }

  final MikeyContext context() {
    return context;
  }

  /** Keeps something until the call is over. */
  final void hold(AutoCloseable held) {
    open.push(held);
  }

  /** Keeps a call's keys. */
  final void established(CryptoSessionBundle established) {
    bundle = Optional.of(established);
  }

  /** A value that is in no file: its octet {@code i}. */
  static byte control(int which, int i) {
    return (byte) ((i + 3) * (i + 11) * (31 + which) + 17 * i + 5 + which);
  }

  /** A control value for the observer, who must not be the observed process. */
  static byte[] control(int which) {
    byte[] control = new byte[CONTROL_LENGTH];
    for (int i = 0; i < control.length; i++) {
      control[i] = control(which, i);
    }
    return control;
  }

  /** Answers line by line until standard input ends. */
  final void serve(BufferedReader in) throws IOException {
    answer("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      try {
        answer(execute(words[0], words.length > 1 ? words[1] : ""));
      } catch (GeneralSecurityException | MikeyException | ProviderException e) {
        e.printStackTrace();
        answer("failed " + e);
      }
    }
  }

  static BufferedReader input() {
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
  }

  private static void answer(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private String execute(String command, String argument)
      throws GeneralSecurityException, IOException, MikeyException {
    switch (command) {
      case "plant" -> plant();
      case "srtp" -> protectPacket();
      case "leak" -> reimport(Octets.ofHex(argument));
      case "hangup" -> hangUp();
      case "reopen" -> {
        close();
        place = place.from(Path.of(argument));
        open();
      }
      case "custody" -> {
        return bundle.orElseThrow().custody().entries().stream()
            .filter(e -> e.custody().level() != CustodyLevel.PUBLIC)
            .map(e -> e.custody().level() + " " + e.custody().boundary())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
      }
      case "report" -> {
        return bundle.orElseThrow().custody().entries().stream()
            .map(e -> e.secret() + ": " + e.custody().mechanism())
            .collect(Collectors.joining(" | "));
      }
      case "dump" ->
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
              .dumpHeap(argument, false);
      case "objects" -> {
        return token.sessionObjectCount() + " " + token.openSessionCount();
      }
      case "logout" -> {
        hangUp();
        closeKeys();
        token.close();
      }
      default -> {
        return executeOwn(command, argument);
      }
    }
    return "done";
  }

  /** One value in the heap, one beside it only. */
  private void plant() {
    onHeap = control(1);
    Memory memory = new Memory(CONTROL_LENGTH);
    for (int i = 0; i < CONTROL_LENGTH; i++) {
      memory.setByte(i, control(2, i));
    }
    offHeap = Optional.of(memory);
  }

  /** TEK, SRTP session keys, one packet: the keys stay open. */
  private void protectPacket() throws GeneralSecurityException {
    SrtpMasterKey master = bundle.orElseThrow().srtpMasterKey(1, KeyPlace.PROVIDER);
    open.push(master);
    SrtpKeyDerivation kdf = SrtpKeyDerivation.getInstance("AES-CM", provider);
    CustodialKey encr =
        kdf.deriveKey(
            master.tek(),
            master.masterSalt(),
            SrtpLabel.RTP_ENCRYPTION,
            0,
            DerivedKeySpec.held(KeyUse.PACKET_ENCRYPTION, 16));
    open.push(encr);
    CustodialKey auth =
        kdf.deriveKey(
            master.tek(),
            master.masterSalt(),
            SrtpLabel.RTP_AUTHENTICATION,
            0,
            DerivedKeySpec.held(KeyUse.TRAFFIC_AUTHENTICATION, 20));
    open.push(auth);
    kdf.deriveSalt(master.tek(), master.masterSalt(), SrtpLabel.RTP_SALT, 0, 14);
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding", provider);
    cipher.init(Cipher.ENCRYPT_MODE, encr, new IvParameterSpec(new byte[16]));
    byte[] packet = cipher.doFinal(new byte[160]);
    Mac mac = Mac.getInstance("HmacSHA1", provider);
    mac.init(auth);
    mac.doFinal(packet);
  }

  /** What the tests' own flag breaks: a derived key that was in host memory becomes an object. */
  private void reimport(Octets tek) throws GeneralSecurityException {
    byte[] octets = tek.toArray();
    open.push(
        SessionKeys.create(
            token,
            octets,
            KeyUse.TRAFFIC_ENCRYPTION,
            new Custody(CustodyLevel.TRANSIENT, Origin.DERIVED, Boundary.MODULE, "broken")));
    open.push(() -> Reference.reachabilityFence(octets));
  }

  private void hangUp() throws GeneralSecurityException {
    bundle = Optional.empty();
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (GeneralSecurityException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public final void close() throws GeneralSecurityException {
    hangUp();
    closeKeys();
    token.close();
    module.close();
    Reference.reachabilityFence(onHeap);
    offHeap.ifPresent(Memory::close);
  }
}
