package org.mikeyhsm.hsm.token;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.DirectCryptoki;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.hsm.cryptoki.TokenInfo;

/**
 * A PKCS#11 library, from C_Initialize to C_Finalize. There is one owner of a library in a process:
 * a second one would share the login and lose everything when the first one finalizes.
 *
 * <p>Thread-safe. Whoever opened it closes it, which closes its tokens first.
 */
public final class CryptokiModule implements AutoCloseable {
  private final Cryptoki cryptoki;
  private final Optional<Path> library;
  private final Map<SlotId, Token> open = new ConcurrentHashMap<>();
  private final Set<SlotId> refused = ConcurrentHashMap.newKeySet();
  private volatile TokenObserver observer = TokenObserver.NONE;
  private boolean closed;
  private boolean finalized;

  private CryptokiModule(Cryptoki cryptoki, Optional<Path> library) {
    this.cryptoki = cryptoki;
    this.library = library;
  }

  private record Slot(SlotId id, TokenInfo token) {}

  /**
   * Loads and initializes a PKCS#11 library.
   *
   * @param library its file
   * @throws TokenUnavailableException if it cannot be loaded, or something else in this process has
   *     initialized it
   */
  public static CryptokiModule open(Path library) {
    return open(library, Optional.empty());
  }

  /**
   * As {@link #open(Path)}, for a library that takes a string at C_Initialize (pReserved), as NSS
   * does.
   *
   * @param parameters the string
   */
  public static CryptokiModule open(Path library, String parameters) {
    return open(library, Optional.of(parameters));
  }

  private static CryptokiModule open(Path library, Optional<String> reserved) {
    if (!Files.isRegularFile(library)) {
      throw new TokenUnavailableException(
          "there is no PKCS#11 library "
              + library
              + "; softhsm-setup/install.sh installs SoftHSM2");
    }
    try {
      return initialize(DirectCryptoki.load(library, reserved), Optional.of(library));
    } catch (IOException e) {
      throw new TokenUnavailableException(
          library + " cannot be loaded as a PKCS#11 library: " + e.getMessage(), e);
    }
  }

  /** Initializes; the module's owner from now on. */
  static CryptokiModule initialize(Cryptoki cryptoki) {
    return initialize(cryptoki, Optional.empty());
  }

  private static CryptokiModule initialize(Cryptoki cryptoki, Optional<Path> library) {
    try {
      cryptoki.initialize();
    } catch (CryptokiException e) {
      throw e.is(CryptokiException.CRYPTOKI_ALREADY_INITIALIZED)
          ? new TokenUnavailableException(
              "another library in this process owns this PKCS#11 module already, or it is open"
                  + " here; close that first: one owner initializes, logs in and finalizes",
              e)
          : new TokenUnavailableException("the PKCS#11 library does not initialize", e);
    }
    return new CryptokiModule(cryptoki, library);
  }

  /**
   * Logs in to a token of this process's own address space (boundary MODULE), such as SoftHSM2's.
   *
   * @see #openToken(TokenSelector, PinSource, Boundary)
   */
  public Token openToken(String label, PinSource pin) {
    return openToken(label, pin, Boundary.MODULE);
  }

  /** As {@link #openToken(TokenSelector, PinSource, Boundary)}, for the token of a label. */
  public Token openToken(String label, PinSource pin, Boundary boundary) {
    return openToken(TokenSelector.label(label), pin, boundary);
  }

  /** Has the tokens that are opened from now on told to an observer. */
  public void observe(TokenObserver told) {
    observer = told;
  }

  /** The slots with what is in them, also those whose token is not initialized. */
  public synchronized List<SlotDescription> slots() {
    requireOpen();
    return all().stream()
        .map(
            slot ->
                new SlotDescription(
                    slot.id().value(),
                    slot.token(),
                    cryptoki.slotInfo(slot.id()).isHardware(),
                    cryptoki.mechanismList(slot.id()).stream()
                        .map(MechanismType::toString)
                        .sorted()
                        .toList()))
        .toList();
  }

  /** What the token in a slot says of its mechanisms. */
  public synchronized Mechanisms mechanisms(SlotDescription description) {
    requireOpen();
    SlotId slot = new SlotId(description.slot());
    TokenInfo info = cryptoki.tokenInfo(slot);
    Set<MechanismType> listed = Set.copyOf(cryptoki.mechanismList(slot));
    TokenQuirks quirks = TokenQuirks.of(info);
    return new Mechanisms() {
      @Override
      public String label() {
        return info.label();
      }

      @Override
      public Optional<MechanismInfo> mechanism(MechanismType type) {
        return listed.contains(type)
            ? Optional.of(cryptoki.mechanismInfo(slot, type))
            : Optional.ofNullable(quirks.unlisted().get(type));
      }

      @Override
      public boolean takesOaepHash(MechanismType hash) {
        return !quirks.refusedOaepHashes().contains(hash);
      }
    };
  }

  /**
   * Makes an empty token in a slot and sets its user PIN. What is in the slot is erased, with every
   * key.
   *
   * @param slot the slot's number, as {@link #slots()} has it
   * @param label 1 to 32 octets of UTF-8
   * @param securityOfficer the security officer's PIN; that of the token that is there, if one is
   * @param user the user PIN to set
   * @throws TokenUnavailableException if there is no such slot, or its token is open here
   * @throws PinRefusedException if the token refuses one of the PINs
   */
  public synchronized void initToken(
      long slot, String label, PinSource securityOfficer, PinSource user) {
    requireOpen();
    SlotId id =
        cryptoki.slotList().stream()
            .filter(candidate -> candidate.value() == slot)
            .findFirst()
            .orElseThrow(() -> new TokenUnavailableException("there is no slot " + slot));
    if (open.containsKey(id)) {
      throw new TokenUnavailableException("the token in slot " + slot + " is open; close it first");
    }
    Provisioning.initToken(cryptoki, id, label, securityOfficer, user);
  }

  private void requireOpen() {
    if (closed) {
      throw new TokenUnavailableException("this module was closed");
    }
  }

  /** The library's file, empty if there is none. */
  public Optional<Path> library() {
    return library;
  }

  /**
   * Finds a token and logs in as its user. The PIN is asked for once and wiped, and once more when
   * the token was lost and comes back; a PIN that the token refused is not tried again by this
   * object, so that nothing locks the token.
   *
   * @param selector tells the token
   * @param pin where the PIN comes from
   * @param boundary what the token is made of; for HARDWARE the slot must say so as well
   * @return the token, which the caller closes
   * @throws TokenUnavailableException if no token or several are so, or it is open, or it cannot be
   *     logged in to
   * @throws PinRefusedException if the token refuses the PIN, or did before
   * @throws KeyRefusedException if HARDWARE is claimed for a slot that is not
   * @throws IllegalArgumentException if the boundary is NONE
   */
  public synchronized Token openToken(TokenSelector selector, PinSource pin, Boundary boundary) {
    if (boundary == Boundary.NONE) {
      throw new IllegalArgumentException("a token has a boundary");
    }
    requireOpen();
    Slot slot = find(selector);
    String label = slot.token().label();
    if (boundary == Boundary.HARDWARE && !cryptoki.slotInfo(slot.id()).isHardware()) {
      throw new KeyRefusedException(
          "token " + label + " is declared as hardware, but its slot is not (CKF_HW_SLOT)");
    }
    if (open.containsKey(slot.id())) {
      throw new TokenUnavailableException(
          "token " + label + " is open already; close it first, or use that one");
    }
    if (refused.contains(slot.id())) {
      throw new PinRefusedException(
          "token "
              + label
              + " refused the PIN before; it is not tried again until the module is opened"
              + " anew");
    }
    if (slot.token().isPinLocked()) {
      throw new PinRefusedException(
          "the user PIN of token " + label + " is locked; its security officer can set a new one");
    }
    try {
      Token token =
          Token.open(
              ObservedCryptoki.of(cryptoki, label, observer),
              slot.id(),
              slot.token(),
              pin,
              boundary,
              () -> findAgain(slot.token()),
              () -> open.remove(slot.id()),
              () -> refused.add(slot.id()),
              new QuietTokenObserver(observer));
      open.put(slot.id(), token);
      return token;
    } catch (PinRefusedException e) {
      refused.add(slot.id());
      throw e;
    }
  }

  /**
   * Closes the tokens that are open, then finalizes the library. Further calls do nothing, unless
   * the library was not finalized, which they try again: until then nobody can open it.
   */
  @Override
  public synchronized void close() {
    if (finalized) {
      return;
    }
    closed = true;
    try {
      List.copyOf(open.values()).forEach(Token::close);
    } finally {
      finalizeUnlessLost();
    }
  }

  private void finalizeUnlessLost() {
    try {
      cryptoki.finalizeModule();
    } catch (CryptokiException e) {
      if (!e.isLost()) {
        throw e;
      }
    }
    finalized = true;
  }

  private Slot find(TokenSelector selector) {
    List<String> silent = new ArrayList<>();
    List<Slot> present =
        all(silent::add).stream().filter(slot -> slot.token().isInitialized()).toList();
    List<Slot> matching =
        present.stream().filter(s -> selector.matches(s.id(), s.token())).toList();
    if (matching.size() == 1) {
      return matching.get(0);
    }
    String found =
        present.isEmpty()
            ? "there is none at all; with SoftHSM2, look at SOFTHSM2_CONF"
            : present.stream()
                .map(slot -> slot.token().label())
                .sorted()
                .collect(Collectors.joining(", ", "found: ", ""));
    throw new TokenUnavailableException(
        (matching.isEmpty() ? "no token is " : "several tokens are ")
            + selector
            + " ("
            + found
            + silent.stream().map(fault -> "; " + fault).collect(Collectors.joining())
            + "); mikey token init makes one");
  }

  /** The slot of a token that was lost; the library is initialized again where that was undone. */
  private SlotId findAgain(TokenInfo lost) {
    try {
      return slotOf(lost);
    } catch (CryptokiException e) {
      if (!e.is(CryptokiException.CRYPTOKI_NOT_INITIALIZED)) {
        throw e;
      }
      initializeAgain();
      return slotOf(lost);
    }
  }

  /** Another token of the library may come first: each is looked for on its own. */
  private void initializeAgain() {
    try {
      cryptoki.initialize();
    } catch (CryptokiException e) {
      if (!e.is(CryptokiException.CRYPTOKI_ALREADY_INITIALIZED)) {
        throw e;
      }
    }
  }

  private SlotId slotOf(TokenInfo lost) {
    return present().stream()
        .filter(slot -> slot.token().label().equals(lost.label()))
        .filter(slot -> slot.token().serialNumber().equals(lost.serialNumber()))
        .map(Slot::id)
        .findFirst()
        .orElseThrow(
            () ->
                new TokenUnavailableException(
                    "token " + lost.label() + " is gone; insert it again"));
  }

  Cryptoki cryptoki() {
    return cryptoki;
  }

  /** The slot of a token without a user PIN. */
  SlotId blankSlot(String label) {
    Slot slot =
        all().stream()
            .filter(candidate -> candidate.token().label().equals(label))
            .findFirst()
            .orElseThrow(() -> new TokenUnavailableException("no token is labelled " + label));
    if (slot.token().isUserPinSet()) {
      throw new TokenUnavailableException("token " + label + " has a user PIN already");
    }
    return slot.id();
  }

  private List<Slot> present() {
    return all().stream().filter(slot -> slot.token().isInitialized()).toList();
  }

  private List<Slot> all() {
    return all(fault -> {});
  }

  /** What is in the slots; the faults of those whose token does not tell what it is. */
  private List<Slot> all(Consumer<String> silent) {
    List<Slot> present = new ArrayList<>();
    for (SlotId id : cryptoki.slotList()) {
      try {
        present.add(new Slot(id, cryptoki.tokenInfo(id)));
      } catch (CryptokiException e) {
        // A token can be pulled out between two calls, or be deleted by another process, which
        // SoftHSM2 calls a general error. The others work on.
        if (!e.is(
            CryptokiException.TOKEN_NOT_PRESENT,
            CryptokiException.TOKEN_NOT_RECOGNIZED,
            CryptokiException.DEVICE_REMOVED,
            CryptokiException.DEVICE_ERROR,
            CryptokiException.GENERAL_ERROR)) {
          throw e;
        }
        silent.accept("slot " + id.value() + " gives " + e.getMessage());
      }
    }
    return present;
  }
}
