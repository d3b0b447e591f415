package org.mikeyhsm.hsm.provider;

import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.mechanism.ProfileKms;
import org.mikeyhsm.hsm.mechanism.ProfileKms.Scheme;
import org.mikeyhsm.hsm.mechanism.TokenOperations;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.IssuedKeys;
import org.mikeyhsm.jca.KmsMasterKeys;
import org.mikeyhsm.jca.software.KeyWrapWithPadding;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/**
 * The master keys of a KMS in a token of the MIKEY profile, where they were generated and which
 * they never leave; custody TOKEN. Two token objects: the label that the caller gives, followed by
 * {@value #SAKKE} for z_T and {@value #ECCSI} for KSAK.
 *
 * <p>What they issue goes to a user of the same token ({@link #issueTo}), which keeps it inside, to
 * a user of another one ({@link #issueWrapped}), or out as octets ({@link #issue}), which pass
 * through host memory and are refused by a policy that forbids that.
 *
 * <p>Thread-safe. Closing it leaves the token objects alone; the token is its opener's to close.
 */
public final class TokenKmsMasterKeys implements KmsMasterKeys {
  /** What follows the label of z_T. */
  public static final String SAKKE = " SAKKE master";

  /** What follows the label of KSAK. */
  public static final String ECCSI = " ECCSI master";

  private static final int TRANSPORT_OCTETS = 32;

  private final Token token;
  private final ProfileKms kms;
  private final CustodyGuard guard;
  private final TokenPrivateKey sakke;
  private final TokenPrivateKey eccsi;
  private final Octets encryption;
  private final Octets authentication;

  private TokenKmsMasterKeys(
      Token token,
      ProfileKms kms,
      CustodyGuard guard,
      TokenPrivateKey sakke,
      TokenPrivateKey eccsi,
      Octets encryption,
      Octets authentication) {
    this.token = token;
    this.kms = kms;
    this.guard = guard;
    this.sakke = sakke;
    this.eccsi = eccsi;
    this.encryption = encryption;
    this.authentication = authentication;
  }

  /**
   * Generates both in the token.
   *
   * @param label what their labels begin with
   * @return the caller closes it
   * @throws KeyRefusedException if there is one of that label; nothing is left behind
   * @throws CustodyRefusedException if the policy forbids keys of this token
   * @throws ProviderException if the token is of another kind
   */
  public static TokenKmsMasterKeys generate(Token token, String label, CustodyPolicy policy)
      throws CustodyRefusedException {
    Objects.requireNonNull(label, "label");
    ProfileKms kms = TokenOperations.of(token).kms().chosen();
    List<String> made = new ArrayList<>();
    try {
      kms.generate(token, Scheme.SAKKE, label + SAKKE);
      made.add(label + SAKKE);
      kms.generate(token, Scheme.ECCSI, label + ECCSI);
      made.add(label + ECCSI);
      TokenKmsMasterKeys keys = open(token, label, policy);
      made.clear();
      return keys;
    } catch (CustodyRefusedException e) {
      throw e;
    } catch (InvalidKeyException e) {
      throw lost(e);
    } finally {
      made.forEach(of -> kms.destroy(token, of));
    }
  }

  /**
   * Finds those that {@link #generate} made.
   *
   * @return the caller closes it
   * @throws org.mikeyhsm.hsm.token.KeyNotFoundException if there are none
   * @throws KeyRefusedException if one of them is not what it must be
   * @throws CustodyRefusedException if the policy forbids keys of this token
   * @throws ProviderException if the token is of another kind
   */
  public static TokenKmsMasterKeys open(Token token, String label, CustodyPolicy policy)
      throws CustodyRefusedException {
    ProfileKms kms = TokenOperations.of(token).kms().chosen();
    TokenPrivateKey sakke = token.sakkeMasterKey(label + SAKKE);
    TokenPrivateKey eccsi = token.eccsiMasterKey(label + ECCSI);
    CustodyGuard guard = new CustodyGuard(policy);
    guard.permit(SecretClass.LONG_TERM, sakke.custody(), List.of());
    guard.permit(SecretClass.LONG_TERM, eccsi.custody(), List.of());
    try {
      return new TokenKmsMasterKeys(
          token,
          kms,
          guard,
          sakke,
          eccsi,
          kms.publicKey(token, sakke),
          kms.publicKey(token, eccsi));
    } catch (InvalidKeyException e) {
      throw lost(e);
    }
  }

  @Override
  public Octets encryption() {
    return encryption;
  }

  @Override
  public Octets authentication() {
    return authentication;
  }

  /**
   * {@inheritDoc}
   *
   * <p>They leave the token under a transport key that is made for this call, and are unwrapped
   * here.
   *
   * @throws KeyRefusedException if the policy keeps long-term keys out of host memory
   * @throws TokenUnavailableException if this or the token was closed
   */
  @Override
  public IssuedKeys issue(Octets identifier) {
    byte[] transport = new byte[TRANSPORT_OCTETS];
    try {
      guard.permit(
          SecretClass.LONG_TERM,
          new Custody(
              CustodyLevel.TRANSIENT, Origin.DERIVED, token.boundary(), "issued, unwrapped here"),
          List.of());
      token.generateRandom(transport);
      try (SecretOctets octets = SecretOctets.copyOf(transport);
          TokenKey transportKey = kms.transportKey(token, octets);
          TokenPrivateKey rsk = kms.issue(token, Scheme.SAKKE, sakke, identifier);
          TokenPrivateKey ssk = kms.issue(token, Scheme.ECCSI, eccsi, identifier)) {
        Octets pvt = kms.pvt(token, ssk);
        SecretOctets rskOctets =
            KeyWrapWithPadding.unwrap(octets, kms.wrap(token, rsk, transportKey));
        boolean done = false;
        try {
          SecretOctets sskOctets =
              KeyWrapWithPadding.unwrap(octets, kms.wrap(token, ssk, transportKey));
          done = true;
          return new IssuedKeys(rskOctets, sskOctets, pvt);
        } finally {
          if (!done) {
            rskOctets.close();
          }
        }
      }
    } catch (CustodyRefusedException e) {
      throw new KeyRefusedException(
          "issued keys would pass through host memory: issue them into the token", e);
    } catch (InvalidKeyException e) {
      throw lost(e);
    } finally {
      Arrays.fill(transport, (byte) 0);
    }
  }

  /**
   * Issues the keys of an identifier to a user of the same token. They never leave it; {@link
   * Token#sakkeKey} and {@link Token#eccsiKey} find them.
   *
   * @param identifier an integer in 2 to q - 1 of SAKKE
   * @param rskLabel CKA_LABEL of the Receiver Secret Key
   * @param sskLabel CKA_LABEL of the Secret Signing Key
   * @return the Public Validation Token of the SSK, 65 octets
   * @throws IllegalArgumentException if the identifier is none
   * @throws KeyRefusedException if there is a secret key of one of the labels; nothing is left
   *     behind
   * @throws TokenUnavailableException if this or the token was closed
   */
  public Octets issueTo(Octets identifier, String rskLabel, String sskLabel) {
    List<String> made = new ArrayList<>();
    try {
      kms.issueTo(token, Scheme.SAKKE, sakke, identifier, rskLabel);
      made.add(rskLabel);
      kms.issueTo(token, Scheme.ECCSI, eccsi, identifier, sskLabel);
      made.add(sskLabel);
      try (TokenPrivateKey ssk = token.eccsiKey(sskLabel)) {
        Octets pvt = kms.pvt(token, ssk);
        made.clear();
        return pvt;
      }
    } catch (InvalidKeyException e) {
      throw lost(e);
    } finally {
      made.forEach(of -> kms.destroy(token, of));
    }
  }

  /**
   * A user's keys in the KMS's own token, for as long as they are open. Closing it destroys them.
   *
   * @param rsk the Receiver Secret Key
   * @param ssk the Secret Signing Key
   */
  public record Held(TokenPrivateKey rsk, TokenPrivateKey ssk) implements AutoCloseable {
    @Override
    public void close() {
      try {
        rsk.close();
      } finally {
        ssk.close();
      }
    }
  }

  /**
   * Issues the keys of an identifier as session objects, which never leave the token.
   *
   * @param identifier an integer in 2 to q - 1 of SAKKE
   * @return the caller closes it
   * @throws IllegalArgumentException if the identifier is none
   * @throws TokenUnavailableException if this or the token was closed
   */
  public Held hold(Octets identifier) {
    try {
      TokenPrivateKey rsk = kms.issueHere(token, Scheme.SAKKE, sakke, identifier);
      boolean done = false;
      try {
        Held held = new Held(rsk, kms.issueHere(token, Scheme.ECCSI, eccsi, identifier));
        done = true;
        return held;
      } finally {
        if (!done) {
          rsk.close();
        }
      }
    } catch (InvalidKeyException e) {
      throw lost(e);
    }
  }

  /**
   * Issues the keys of an identifier, wrapped for the RSA key pair of a user's token. They are
   * never in host memory.
   *
   * @param identifier an integer in 2 to q - 1 of SAKKE
   * @param recipient 2048 bits or more
   * @throws IllegalArgumentException if the identifier is none
   * @throws InvalidKeyException if the token takes no such public key
   * @throws ProviderException if the token does not wrap so
   * @throws TokenUnavailableException if this or the token was closed
   */
  public WrappedIdentity issueWrapped(Octets identifier, RSAPublicKey recipient)
      throws InvalidKeyException {
    try (TokenPrivateKey rsk = kms.issue(token, Scheme.SAKKE, sakke, identifier);
        TokenPrivateKey ssk = kms.issue(token, Scheme.ECCSI, eccsi, identifier)) {
      return new WrappedIdentity(
          kms.wrapFor(token, rsk, recipient),
          kms.wrapFor(token, ssk, recipient),
          kms.pvt(token, ssk));
    }
  }

  private static ProviderException lost(InvalidKeyException e) {
    return new TokenUnavailableException("a KMS master key was closed or lost", e);
  }

  @Override
  public Custody custody() {
    return sakke.custody();
  }

  @Override
  public void close() {
    sakke.close();
    eccsi.close();
  }

  /** Names the token. */
  @Override
  public String toString() {
    return "TokenKmsMasterKeys[" + token.label() + "]";
  }
}
