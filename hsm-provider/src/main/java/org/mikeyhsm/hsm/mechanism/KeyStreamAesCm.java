package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.KeyDataCiphers;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.KeyDataSubPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/**
 * AES-CM-128 (RFC 3830 section 4.2.3) inside the token: the key stream is a key object
 * (CKM_AES_ECB_ENCRYPT_DATA of the counter blocks), the ciphertext is applied to it by
 * CKM_XOR_BASE_AND_DATA, and the key is cut out behind its 4 octets of header by
 * CKM_EXTRACT_KEY_FROM_KEY. A sender does the same with a random ciphertext, so its key is random
 * and needs no wrapping. Only the header's key stream is read, whose plaintext everybody knows.
 *
 * <p>It serves key data of one key without salt and KV field, up to 64 octets with its header: what
 * follows the key would share a block of key stream with it. Other key data is TRANSIENT: its key
 * stream is read.
 */
final class KeyStreamAesCm implements KeyDataStrategy {
  private static final int HEADER = 4;
  private static final int BLOCK = 16;

  /** NSS takes no more data at once. */
  private static final int MAX_DATA = 64;

  private static final String MECHANISM =
      "CKM_AES_ECB_ENCRYPT_DATA, CKM_XOR_BASE_AND_DATA, CKM_EXTRACT_KEY_FROM_KEY";

  /** Why other key data does not stay inside. */
  private static final List<String> MISSING =
      List.of("key data of one key without salt and KV field, which could stay in the token");

  @Override
  public List<Need> needs() {
    return List.of(
        new Need(MechanismType.AES_ECB_ENCRYPT_DATA, Ability.DERIVE),
        new Need(MechanismType.XOR_BASE_AND_DATA, Ability.DERIVE),
        new Need(MechanismType.EXTRACT_KEY_FROM_KEY, Ability.DERIVE));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  /** Not ENCRYPT: a C_Encrypt would hand out the key stream. */
  @Override
  public Set<AttributeType> encrKeyUsage() {
    return EnumSet.of(AttributeType.DERIVE);
  }

  @Override
  public SealedKeyData generateAndWrap(
      Token token, CustodyGuard guard, KeyDataProtection protection, List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    TokenKey encrKey = KeyDataKeys.encrKey(token, protection, KeyUse.KEY_DATA_ENCRYPTION);
    byte[] firstBlock = firstBlock(protection);
    KeyDataRequest request = requests.get(0);
    if (requests.size() > 1 || !staysInside(request)) {
      return hostKeyData(token, guard, encrKey)
          .generateAndSeal(
              requests, clear -> xorKeyStream(token, encrKey, firstBlock, clear.clone()));
    }
    byte[] header = header(request);
    byte[] encrypted = new byte[HEADER + request.keyLength()];
    token.generateRandom(encrypted);
    byte[] encryptedHeader = xorKeyStream(token, encrKey, firstBlock, header);
    System.arraycopy(encryptedHeader, 0, encrypted, 0, HEADER);
    Octets encrData = Octets.of(encrypted);
    TokenKey key =
        open(token, guard, encrKey, firstBlock, encrData, request.keyType(), Origin.GENERATED);
    return new SealedKeyData(
        encrData,
        List.of(new TransportedKey(request.keyType(), key, Octets.empty(), KeyValidity.none())));
  }

  @Override
  public List<TransportedKey> unwrap(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      Octets encrData,
      KeyPlace tekPlace)
      throws GeneralSecurityException {
    TokenKey encrKey = KeyDataKeys.encrKey(token, protection, KeyUse.KEY_DATA_ENCRYPTION);
    byte[] firstBlock = firstBlock(protection);
    if (encrData.length() > HEADER && encrData.length() <= MAX_DATA) {
      byte[] start = Arrays.copyOf(encrData.toArray(), HEADER);
      byte[] header = xorKeyStream(token, encrKey, firstBlock, start);
      for (KeyDataType type : List.of(KeyDataType.TGK, KeyDataType.TEK)) {
        boolean inside = type.equals(KeyDataType.TGK) || tekPlace == KeyPlace.PROVIDER;
        if (inside && Arrays.equals(header, header(type, encrData.length() - HEADER))) {
          TokenKey key = open(token, guard, encrKey, firstBlock, encrData, type, Origin.UNWRAPPED);
          return List.of(new TransportedKey(type, key, Octets.empty(), KeyValidity.none()));
        }
      }
    }
    HostKeyData keyData = hostKeyData(token, guard, encrKey);
    keyData.permitOpening();
    return keyData.open(xorKeyStream(token, encrKey, firstBlock, encrData.toArray()), tekPlace);
  }

  private TokenKey open(
      Token token,
      CustodyGuard guard,
      TokenKey encrKey,
      byte[] firstBlock,
      Octets encrData,
      KeyDataType type,
      Origin origin)
      throws InvalidKeyException {
    KeyUse use = type.equals(KeyDataType.TEK) ? KeyUse.TRAFFIC_ENCRYPTION : KeyUse.TEK_GENERATION;
    Custody custody =
        encrKey.custody().level() == CustodyLevel.HOST
            ? Custody.host(origin, MECHANISM)
            : new Custody(encrKey.custody().level(), origin, token.boundary(), MECHANISM);
    guard.permit(use.secretClass(), custody, List.of("an encr_key of a better level"));
    TokenKey.Description whole = new TokenKey.Description(use, encrData.length(), custody);
    Mechanism keyStream =
        new Mechanism.StringData(
            MechanismType.AES_ECB_ENCRYPT_DATA,
            Octets.of(counterBlocks(firstBlock, 0, encrData.length())));
    Mechanism xor = new Mechanism.StringData(MechanismType.XOR_BASE_AND_DATA, encrData);
    try (TokenKey stream = Blocks.intermediate(token, keyStream, encrKey.blocks().get(0), whole);
        TokenKey clear = Blocks.intermediate(token, xor, stream.blocks().get(0), whole)) {
      TokenKey key =
          Blocks.extract(
              token,
              clear,
              HEADER,
              new TokenKey.Description(use, encrData.length() - HEADER, custody));
      return guard.admit(use.secretClass(), key, List.of());
    }
  }

  /** XORs the key stream into {@code data}, in host memory; gives {@code data}. */
  private static byte[] xorKeyStream(Token token, TokenKey encrKey, byte[] firstBlock, byte[] data)
      throws InvalidKeyException {
    for (int from = 0; from < data.length; from += MAX_DATA) {
      int length = Math.min(MAX_DATA, data.length - from);
      Mechanism mechanism =
          new Mechanism.StringData(
              MechanismType.AES_ECB_ENCRYPT_DATA,
              Octets.of(counterBlocks(firstBlock, from / BLOCK, length)));
      byte[] stream =
          token.publicValue(
              KeySource.derive(mechanism, encrKey.blocks().get(0), KeyTemplates.readable(length)));
      for (int i = 0; i < length; i++) {
        data[from + i] ^= stream[i];
      }
      Arrays.fill(stream, (byte) 0);
    }
    return data;
  }

  /** The counter is the low 16 bits of the block (RFC 3711 section 4.1.1). */
  private static byte[] counterBlocks(byte[] firstBlock, int first, int length) {
    int count = (length + BLOCK - 1) / BLOCK;
    byte[] blocks = new byte[count * BLOCK];
    for (int i = 0; i < count; i++) {
      System.arraycopy(firstBlock, 0, blocks, i * BLOCK, BLOCK);
      int counter = first + i;
      blocks[i * BLOCK + 14] = (byte) (counter >>> Byte.SIZE);
      blocks[i * BLOCK + 15] = (byte) counter;
    }
    return blocks;
  }

  private static byte[] firstBlock(KeyDataProtection protection) throws InvalidKeyException {
    return KeyDataCiphers.aesCmCounterBlock(KeyDataKeys.salt(protection), protection);
  }

  private static boolean staysInside(KeyDataRequest request) {
    boolean plain =
        request.keyType().equals(KeyDataType.TGK) || request.keyType().equals(KeyDataType.TEK);
    return plain
        && request.place() == KeyPlace.PROVIDER
        && request.validity().equals(KeyValidity.none())
        && HEADER + request.keyLength() <= MAX_DATA;
  }

  private static byte[] header(KeyDataRequest request) {
    return header(request.keyType(), request.keyLength());
  }

  /** The header of the only sub-payload (RFC 3830 section 6.13), as the codec writes it. */
  private static byte[] header(KeyDataType type, int length) {
    try (KeyDataSubPayload blank =
        new KeyDataSubPayload(
            type, SecretOctets.copyOf(new byte[length]), Octets.empty(), KeyValidity.none())) {
      return Arrays.copyOf(KeyDataSubPayload.encodeAll(List.of(blank)), HEADER);
    }
  }

  private static HostKeyData hostKeyData(Token token, CustodyGuard guard, TokenKey encrKey) {
    return new HostKeyData(
        token,
        guard,
        encrKey.custody().level().weaker(CustodyLevel.TRANSIENT),
        "CKM_AES_ECB_ENCRYPT_DATA",
        MISSING);
  }
}
