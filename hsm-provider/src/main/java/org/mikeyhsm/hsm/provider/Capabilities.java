package org.mikeyhsm.hsm.provider;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.mechanism.Need;
import org.mikeyhsm.hsm.mechanism.PrfStrategy;
import org.mikeyhsm.hsm.mechanism.Selection;
import org.mikeyhsm.hsm.mechanism.Strategy;
import org.mikeyhsm.hsm.mechanism.TokenOperations;
import org.mikeyhsm.hsm.token.Mechanisms;

/**
 * What a token can do for the modes of RFC 3830, RFC 4650, RFC 4738 and RFC 6509, worked out from
 * its mechanisms before any call. A secret is as well known as what it was made of, so each class
 * is at most at the level of those before it.
 */
public final class Capabilities {
  private final TokenOperations operations;
  private final Algorithms algorithms;
  private final List<Capability> all = new ArrayList<>();

  private Capabilities(TokenOperations operations, Algorithms algorithms) {
    this.operations = operations;
    this.algorithms = algorithms;
  }

  /**
   * What the modes are to be carried out with.
   *
   * @param keyData how key data is encrypted: AES-CM-128, AES-KW-128 or NULL
   * @param signature the JCA name of the signature of messages
   * @param envelope the JCA name of the cipher of envelopes
   */
  public record Algorithms(String keyData, String signature, String envelope) {
    /** The mandatory ones of RFC 3830 section 4.2. */
    public static final Algorithms MANDATORY =
        new Algorithms("AES-CM-128", "SHA1withRSA", "RSA/ECB/PKCS1Padding");

    /** Refuses nulls. */
    public Algorithms {
      Objects.requireNonNull(keyData, "keyData");
      Objects.requireNonNull(signature, "signature");
      Objects.requireNonNull(envelope, "envelope");
    }
  }

  /**
   * Mode by mode, each secret class in the order in which one is made of the other.
   *
   * @param mechanisms the token's
   * @param algorithms those in use
   */
  public static List<Capability> of(Mechanisms mechanisms, Algorithms algorithms) {
    Capabilities capabilities = new Capabilities(TokenOperations.choose(mechanisms), algorithms);
    capabilities.psk();
    capabilities.envelope("pk");
    capabilities.diffieHellman("dh", SecretClass.LONG_TERM);
    capabilities.diffieHellman("dhhmac", SecretClass.PSK);
    capabilities.envelope("rsa-r");
    capabilities.sakke();
    return List.copyOf(capabilities.all);
  }

  private void psk() {
    Chain chain = new Chain("psk");
    chain.provisioned(SecretClass.PSK);
    chain.made(SecretClass.KEK, operations.mikey1(), operations.hmacSha1());
    chain.made(SecretClass.TGK, operations.keyData().get(algorithms.keyData()));
    traffic(chain);
  }

  private void envelope(String mode) {
    Chain chain = new Chain(mode);
    chain.provisionedToSign();
    chain.made(
        SecretClass.KEK,
        operations.envelopes().get(algorithms.envelope()),
        operations.mikey1(),
        operations.hmacSha1());
    chain.made(SecretClass.TGK, operations.keyData().get(algorithms.keyData()));
    traffic(chain);
  }

  private void diffieHellman(String mode, SecretClass longTerm) {
    Chain chain = new Chain(mode);
    if (longTerm == SecretClass.LONG_TERM) {
      chain.provisionedToSign();
    } else {
      chain.provisioned(longTerm);
      chain.made(SecretClass.KEK, operations.mikey1(), operations.hmacSha1());
      // The message's MAC key is not what the agreement is made of.
      chain.restart();
    }
    chain.generated(SecretClass.EPHEMERAL, operations.agreement());
    chain.made(SecretClass.TGK, operations.agreement());
    traffic(chain);
  }

  private void sakke() {
    Chain chain = new Chain("sakke");
    chain.made(SecretClass.LONG_TERM, operations.eccsi());
    chain.made(SecretClass.TGK, operations.sakke());
    traffic(chain, operations.prfHmacSha256());
  }

  private void traffic(Chain chain) {
    traffic(chain, operations.mikey1());
  }

  private void traffic(Chain chain, Selection<PrfStrategy> prf) {
    chain.made(SecretClass.TEK, prf);
    chain.made(SecretClass.SRTP, operations.srtp());
  }

  /** The secrets of a mode, each made of the one before. */
  private final class Chain {
    private final String mode;
    private Optional<CustodyLevel> reached = Optional.of(CustodyLevel.TOKEN);
    private final Set<String> missing = new LinkedHashSet<>();

    Chain(String mode) {
      this.mode = mode;
    }

    void provisioned(SecretClass secretClass) {
      all.add(new Capability(mode, secretClass, reached, List.of(), false, List.of()));
    }

    /** A private key that is no use where the token cannot sign the messages of the mode. */
    void provisionedToSign() {
      used(SecretClass.LONG_TERM, operations.signatures().get(algorithms.signature()));
    }

    /** A key that the token generates and uses, whatever becomes of what it agrees on. */
    void generated(SecretClass secretClass, Selection<?> selection) {
      used(secretClass, selection);
    }

    private void used(SecretClass secretClass, Selection<?> selection) {
      all.add(
          new Capability(
              mode,
              secretClass,
              selection.found().map(way -> CustodyLevel.TOKEN),
              selection.found().stream()
                  .flatMap(way -> way.needs().stream())
                  .map(Need::toString)
                  .distinct()
                  .toList(),
              false,
              selection.found().isPresent() ? List.of() : selection.missing()));
    }

    void restart() {
      reached = Optional.of(CustodyLevel.TOKEN);
      missing.clear();
    }

    void made(SecretClass secretClass, Selection<?>... selections) {
      Set<String> mechanisms = new LinkedHashSet<>();
      boolean locked = false;
      for (Selection<?> selection : selections) {
        Optional<CustodyLevel> yields = selection.found().map(Strategy::yields);
        reached = reached.flatMap(before -> yields.map(before::weaker));
        selection
            .found()
            .ifPresent(way -> way.needs().stream().map(Need::toString).forEach(mechanisms::add));
        locked |= selection.found().filter(Strategy::locksAfterWrap).isPresent();
        missing.addAll(selection.missing());
      }
      boolean best = reached.filter(level -> level == CustodyLevel.TOKEN).isPresent();
      all.add(
          new Capability(
              mode,
              secretClass,
              reached,
              List.copyOf(mechanisms),
              locked,
              best ? List.of() : List.copyOf(missing)));
    }
  }
}
