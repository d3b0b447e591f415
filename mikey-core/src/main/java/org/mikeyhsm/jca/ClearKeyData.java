package org.mikeyhsm.jca;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KeyDataSubPayload;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.message.SubPayload;
import org.mikeyhsm.message.SubPayloadChain;

/**
 * Key data sub-payloads in the clear (RFC 3830 section 6.13), for a provider whose keys cross host
 * memory. All octets are wiped before a method returns or throws.
 */
public final class ClearKeyData {
  private static final String UNREADABLE = "the key data does not decrypt";

  private ClearKeyData() {}

  /** Fills an array with random octets. */
  @FunctionalInterface
  public interface Random {
    /** Fills {@code octets}. */
    void fill(byte[] octets) throws GeneralSecurityException;
  }

  /** Encrypts. */
  @FunctionalInterface
  public interface Sealer {
    /** The encrypted form of {@code clear}, which the caller wipes. */
    byte[] seal(byte[] clear) throws GeneralSecurityException;
  }

  /** Reads a key out. */
  @FunctionalInterface
  public interface Exporter {
    /** The key's octets, which the caller wipes. */
    byte[] export(CustodialKey key) throws GeneralSecurityException;
  }

  /** Takes a key into its place. */
  @FunctionalInterface
  public interface Holder {
    /**
     * A key of {@code octets}, which the caller wipes, that came with {@code salt} or an empty one.
     */
    CustodialKey hold(byte[] octets, Octets salt, boolean isTek, KeyPlace place)
        throws GeneralSecurityException;
  }

  /**
   * Generates keys in host memory, encrypts them, and takes them into their place.
   *
   * @return the Encr data and the sender's copies; nothing is left behind when this throws
   * @throws GeneralSecurityException from the callbacks
   */
  public static SealedKeyData generateAndSeal(
      List<KeyDataRequest> requests, Random random, Sealer sealer, Holder holder)
      throws GeneralSecurityException {
    return generateAndSeal(Optional.empty(), requests, random, sealer, holder);
  }

  /**
   * Generates keys in host memory, encrypts them behind an identity, and takes them into their
   * place.
   *
   * @param identity what stands before the keys (RFC 3830 section 6.2, public-key method)
   * @return the Encr data and the sender's copies; nothing is left behind when this throws
   * @throws GeneralSecurityException from the callbacks
   */
  public static SealedKeyData generateAndSeal(
      Optional<IdPayload> identity,
      List<KeyDataRequest> requests,
      Random random,
      Sealer sealer,
      Holder holder)
      throws GeneralSecurityException {
    List<KeyDataSubPayload> subPayloads = new ArrayList<>();
    try {
      for (KeyDataRequest request : requests) {
        subPayloads.add(generate(request, random));
      }
      List<SubPayload> chain = new ArrayList<>(identity.stream().toList());
      chain.addAll(subPayloads);
      byte[] clear = new SubPayloadChain(chain).encode();
      byte[] sealed;
      try {
        sealed = sealer.seal(clear);
      } finally {
        Arrays.fill(clear, (byte) 0);
      }
      List<KeyPlace> places = requests.stream().map(KeyDataRequest::place).toList();
      return new SealedKeyData(Octets.of(sealed), holdAll(subPayloads, places, holder));
    } finally {
      subPayloads.forEach(KeyDataSubPayload::close);
    }
  }

  /**
   * Encrypts keys that exist already behind an identity.
   *
   * @param keys the keys, which stay the caller's
   * @return the Encr data
   * @throws GeneralSecurityException from the callbacks
   */
  public static Octets seal(
      IdPayload identity, List<TransportedKey> keys, Exporter exporter, Sealer sealer)
      throws GeneralSecurityException {
    List<SubPayload> chain = new ArrayList<>(List.of(identity));
    try {
      for (TransportedKey key : keys) {
        byte[] octets = exporter.export(key.key());
        try {
          chain.add(
              new KeyDataSubPayload(
                  key.keyType(), SecretOctets.copyOf(octets), key.salt(), key.validity()));
        } finally {
          Arrays.fill(octets, (byte) 0);
        }
      }
      byte[] clear = new SubPayloadChain(chain).encode();
      try {
        return Octets.of(sealer.seal(clear));
      } finally {
        Arrays.fill(clear, (byte) 0);
      }
    } finally {
      new SubPayloadChain(chain).close();
    }
  }

  /**
   * Parses decrypted key data and takes the keys into their place.
   *
   * @param clear the decrypted octets, wiped here
   * @param tekPlace where TEKs shall live
   * @return the keys, which the caller closes
   * @throws BadPaddingException if {@code clear} is not key data; not told how, as for a bad MAC
   * @throws GeneralSecurityException from the callback
   */
  public static List<TransportedKey> open(byte[] clear, KeyPlace tekPlace, Holder holder)
      throws GeneralSecurityException {
    List<KeyDataSubPayload> subPayloads;
    try {
      subPayloads = KeyDataSubPayload.decodeAll(clear, 0, clear.length);
    } catch (MikeyFormatException e) {
      throw new BadPaddingException(UNREADABLE);
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
    return take(subPayloads, tekPlace, holder);
  }

  /**
   * Parses a decrypted identity and the key data behind it, and takes the keys into their place.
   *
   * @param clear the decrypted octets, wiped here
   * @param tekPlace where TEKs shall live
   * @return the identity and the keys, which the caller closes
   * @throws BadPaddingException if {@code clear} is not that; not told how, as for a bad MAC
   * @throws GeneralSecurityException from the callback
   */
  public static IdentifiedKeyData openIdentified(byte[] clear, KeyPlace tekPlace, Holder holder)
      throws GeneralSecurityException {
    SubPayloadChain chain;
    try {
      chain = SubPayloadChain.decode(PayloadType.ID, clear, 0, clear.length);
    } catch (MikeyFormatException e) {
      throw new BadPaddingException(UNREADABLE);
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
    try (chain) {
      List<KeyDataSubPayload> keys = chain.all(KeyDataSubPayload.class);
      List<IdPayload> identities = chain.all(IdPayload.class);
      if (identities.size() != 1 || keys.size() + 1 != chain.subPayloads().size()) {
        throw new BadPaddingException(UNREADABLE);
      }
      return new IdentifiedKeyData(identities.get(0), take(keys, tekPlace, holder));
    }
  }

  private static List<TransportedKey> take(
      List<KeyDataSubPayload> subPayloads, KeyPlace tekPlace, Holder holder)
      throws GeneralSecurityException {
    try {
      if (subPayloads.stream().anyMatch(p -> p.key().length() == 0)) {
        throw new BadPaddingException(UNREADABLE);
      }
      List<KeyPlace> places =
          subPayloads.stream().map(p -> isTek(p) ? tekPlace : KeyPlace.PROVIDER).toList();
      return holdAll(subPayloads, places, holder);
    } finally {
      subPayloads.forEach(KeyDataSubPayload::close);
    }
  }

  private static KeyDataSubPayload generate(KeyDataRequest request, Random random)
      throws GeneralSecurityException {
    byte[] key = new byte[request.keyLength()];
    byte[] salt = new byte[request.saltLength()];
    try {
      random.fill(key);
      random.fill(salt);
      return new KeyDataSubPayload(
          request.keyType(), SecretOctets.copyOf(key), Octets.of(salt), request.validity());
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static List<TransportedKey> holdAll(
      List<KeyDataSubPayload> subPayloads, List<KeyPlace> places, Holder holder)
      throws GeneralSecurityException {
    List<TransportedKey> held = new ArrayList<>();
    boolean done = false;
    try {
      for (int i = 0; i < subPayloads.size(); i++) {
        KeyDataSubPayload subPayload = subPayloads.get(i);
        byte[] octets = subPayload.key().copy();
        try {
          CustodialKey key =
              holder.hold(octets, subPayload.salt(), isTek(subPayload), places.get(i));
          held.add(
              new TransportedKey(
                  subPayload.keyType(), key, subPayload.salt(), subPayload.validity()));
        } finally {
          Arrays.fill(octets, (byte) 0);
        }
      }
      done = true;
      return List.copyOf(held);
    } finally {
      if (!done) {
        held.forEach(TransportedKey::close);
      }
    }
  }

  private static boolean isTek(KeyDataSubPayload subPayload) {
    return TransportedKey.isTek(subPayload.keyType());
  }
}
