package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
import org.mikeyhsm.jca.IdentifiedKeyData;
import org.mikeyhsm.jca.KeyDataCiphers;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KeyDataSubPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.message.SubPayload;
import org.mikeyhsm.message.SubPayloadChain;

/**
 * AES-CM-128 (RFC 3830 section 4.2.3) inside the token: the key stream is a key object
 * (CKM_AES_ECB_ENCRYPT_DATA of the counter blocks), the ciphertext is applied to it by
 * CKM_XOR_BASE_AND_DATA, and the key is cut out behind what stands before it, a header of 4 octets
 * and in some modes an identity, by CKM_EXTRACT_KEY_FROM_KEY. A sender does the same with a random
 * ciphertext, so its key is random and needs no wrapping. Only the key stream of identity and
 * header is read, whose plaintext everybody knows.
 *
 * <p>It serves key data of one key without salt and KV field, up to 64 octets with what stands
 * before it: what follows the key would share a block of key stream with it. Other key data is
 * TRANSIENT: its key stream is read.
 */
final class KeyStreamAesCm extends HostKeyDataStrategy {
  private static final int HEADER = 4;
  private static final int BLOCK = 16;

  /** NSS takes no more data at once. */
  private static final int MAX_DATA = 64;

  private static final String MECHANISM =
      "CKM_AES_ECB_ENCRYPT_DATA, CKM_XOR_BASE_AND_DATA, CKM_EXTRACT_KEY_FROM_KEY";

  /** Why other key data does not stay inside. */
  private static final List<String> MISSING =
      List.of(
          "key data of one key without salt and KV field and of 64 octets at most, which could stay in the token");

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
  public Set<MechanismType> encrKeyMechanisms() {
    return Set.of(MechanismType.AES_ECB_ENCRYPT_DATA);
  }

  @Override
  Work work(Token token, CustodyGuard guard, KeyDataProtection protection)
      throws GeneralSecurityException {
    TokenKey encrKey = KeyDataKeys.encrKey(token, protection, KeyUse.KEY_DATA_ENCRYPTION);
    byte[] firstBlock = firstBlock(protection);
    HostKeyData keyData = hostKeyData(token, guard, encrKey);
    return new Work(
        keyData,
        clear -> xorKeyStream(token, encrKey, firstBlock, clear.clone()),
        encrypted -> {
          keyData.permitOpening();
          return xorKeyStream(token, encrKey, firstBlock, encrypted);
        });
  }

  @Override
  public SealedKeyData generateAndWrap(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      Optional<IdPayload> identity,
      List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    if (requests.size() != 1 || !staysInside(identity, requests.get(0))) {
      return super.generateAndWrap(token, guard, protection, identity, requests);
    }
    TokenKey encrKey = KeyDataKeys.encrKey(token, protection, KeyUse.KEY_DATA_ENCRYPTION);
    byte[] firstBlock = firstBlock(protection);
    KeyDataRequest request = requests.get(0);
    byte[] before = before(identity, request.keyType(), request.keyLength());
    byte[] encrypted = new byte[before.length + request.keyLength()];
    token.generateRandom(encrypted);
    byte[] encryptedBefore = xorKeyStream(token, encrKey, firstBlock, before);
    System.arraycopy(encryptedBefore, 0, encrypted, 0, before.length);
    Octets encrData = Octets.of(encrypted);
    TokenKey key =
        new Opening(token, guard, encrKey, firstBlock, encrData, before.length)
            .open(request.keyType(), Origin.GENERATED);
    return new SealedKeyData(encrData, List.of(alone(request.keyType(), key)));
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
      byte[] header = start(token, encrKey, firstBlock, encrData, HEADER);
      Optional<KeyDataType> type =
          onlyKey(Optional.empty(), header, encrData.length() - HEADER, tekPlace);
      if (type.isPresent()) {
        return List.of(
            alone(
                type.get(),
                new Opening(token, guard, encrKey, firstBlock, encrData, HEADER)
                    .open(type.get(), Origin.UNWRAPPED)));
      }
    }
    return super.unwrap(token, guard, protection, encrData, tekPlace);
  }

  @Override
  public IdentifiedKeyData unwrapIdentified(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      Octets encrData,
      KeyPlace tekPlace)
      throws GeneralSecurityException {
    TokenKey encrKey = KeyDataKeys.encrKey(token, protection, KeyUse.KEY_DATA_ENCRYPTION);
    byte[] firstBlock = firstBlock(protection);
    if (encrData.length() > 2 * HEADER && encrData.length() <= MAX_DATA) {
      byte[] idHeader = start(token, encrKey, firstBlock, encrData, HEADER);
      int length =
          2 * HEADER
              + (Byte.toUnsignedInt(idHeader[2]) << Byte.SIZE | Byte.toUnsignedInt(idHeader[3]));
      if (length < encrData.length()) {
        byte[] before = start(token, encrKey, firstBlock, encrData, length);
        Optional<IdPayload> identity =
            LeadingIdentity.decode(Arrays.copyOf(before, before.length - HEADER));
        Optional<KeyDataType> type =
            identity.isEmpty()
                ? Optional.empty()
                : onlyKey(identity, before, encrData.length() - length, tekPlace);
        if (type.isPresent()) {
          return new IdentifiedKeyData(
              identity.get(),
              List.of(
                  alone(
                      type.get(),
                      new Opening(token, guard, encrKey, firstBlock, encrData, length)
                          .open(type.get(), Origin.UNWRAPPED))));
        }
      }
    }
    return super.unwrapIdentified(token, guard, protection, encrData, tekPlace);
  }

  /** The first octets, decrypted in host memory: what stands before the key. */
  private static byte[] start(
      Token token, TokenKey encrKey, byte[] firstBlock, Octets encrData, int length)
      throws InvalidKeyException {
    return xorKeyStream(token, encrKey, firstBlock, Arrays.copyOf(encrData.toArray(), length));
  }

  /** The type of a key that is all that follows, and that shall stay inside. */
  private static Optional<KeyDataType> onlyKey(
      Optional<IdPayload> identity, byte[] before, int keyLength, KeyPlace tekPlace) {
    return Stream.of(KeyDataType.TGK, KeyDataType.TEK)
        .filter(type -> type.equals(KeyDataType.TGK) || tekPlace == KeyPlace.PROVIDER)
        .filter(type -> Arrays.equals(before, before(identity, type, keyLength)))
        .findFirst();
  }

  private static TransportedKey alone(KeyDataType type, TokenKey key) {
    return new TransportedKey(type, key, Octets.empty(), KeyValidity.none());
  }

  /** Key data of one key that is cut out of it inside the token. */
  private record Opening(
      Token token,
      CustodyGuard guard,
      TokenKey encrKey,
      byte[] firstBlock,
      Octets encrData,
      int before) {
    TokenKey open(KeyDataType type, Origin origin) throws InvalidKeyException {
      KeyUse use = type.equals(KeyDataType.TEK) ? KeyUse.TRAFFIC_ENCRYPTION : KeyUse.TEK_GENERATION;
      Custody custody =
          encrKey.custody().level() == CustodyLevel.HOST
              ? Custody.host(origin, MECHANISM)
              : Blocks.custody(
                  use,
                  encrData.length() - before,
                  new Custody(encrKey.custody().level(), origin, token.boundary(), MECHANISM));
      guard.permit(
          use.secretClass(),
          custody,
          encrKey.custody().level() == CustodyLevel.TOKEN
              ? Blocks.MISSING
              : List.of("an encr_key of a better level"));
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
                before,
                new TokenKey.Description(use, encrData.length() - before, custody));
        return guard.admit(use.secretClass(), key, List.of());
      }
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

  private static boolean staysInside(Optional<IdPayload> identity, KeyDataRequest request) {
    boolean plain =
        request.keyType().equals(KeyDataType.TGK) || request.keyType().equals(KeyDataType.TEK);
    return plain
        && request.place() == KeyPlace.PROVIDER
        && request.validity().equals(KeyValidity.none())
        && before(identity, request.keyType(), request.keyLength()).length + request.keyLength()
            <= MAX_DATA;
  }

  /**
   * What stands before the only key: the identity, if any, and the header of the sub-payload (RFC
   * 3830 section 6.13), as the codec writes them.
   */
  private static byte[] before(Optional<IdPayload> identity, KeyDataType type, int length) {
    List<SubPayload> chain = new ArrayList<>(identity.stream().toList());
    try (KeyDataSubPayload blank =
        new KeyDataSubPayload(
            type, SecretOctets.copyOf(new byte[length]), Octets.empty(), KeyValidity.none())) {
      chain.add(blank);
      byte[] octets = new SubPayloadChain(chain).encode();
      return Arrays.copyOf(octets, octets.length - length);
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
