package org.mikeyhsm.hsm.provider;

import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import javax.crypto.CipherSpi;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import org.mikeyhsm.hsm.mechanism.PacketStrategy;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.message.Octets;

/**
 * AES in counter mode on a token, for SRTP packets: collects the input, then one call. At most 2^16
 * blocks for one IV (RFC 3711 section 4.1.1). An instance serves one thread at a time.
 */
final class TokenPacketCipher extends CipherSpi {
  private static final int BLOCK = 16;

  private final Token token;
  private final PacketStrategy packets;
  private final ByteArrayOutputStream input = new ByteArrayOutputStream();
  private Optional<TokenKey> key = Optional.empty();
  private Octets iv = Octets.empty();

  TokenPacketCipher(Token token, PacketStrategy packets) {
    this.token = token;
    this.packets = packets;
  }

  @Override
  protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
    if (!mode.equalsIgnoreCase("CTR")) {
      throw new NoSuchAlgorithmException("only CTR");
    }
  }

  @Override
  protected void engineSetPadding(String padding) throws NoSuchPaddingException {
    if (!padding.equalsIgnoreCase("NoPadding")) {
      throw new NoSuchPaddingException("only NoPadding");
    }
  }

  @Override
  protected int engineGetBlockSize() {
    return BLOCK;
  }

  @Override
  protected int engineGetOutputSize(int inputLength) {
    return input.size() + inputLength;
  }

  @Override
  protected byte[] engineGetIV() {
    return iv.toArray();
  }

  @Override
  protected AlgorithmParameters engineGetParameters() {
    return null;
  }

  @Override
  protected void engineInit(int mode, Key newKey, SecureRandom random) throws InvalidKeyException {
    throw new InvalidKeyException("an IvParameterSpec of 16 octets is needed");
  }

  @Override
  protected void engineInit(
      int mode, Key newKey, AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (!(parameters instanceof IvParameterSpec spec) || spec.getIV().length != BLOCK) {
      throw new InvalidAlgorithmParameterException("an IvParameterSpec of 16 octets is needed");
    }
    key = Optional.of(packets.accept(token, newKey));
    iv = Octets.of(spec.getIV());
    input.reset();
  }

  @Override
  protected void engineInit(
      int mode, Key newKey, AlgorithmParameters parameters, SecureRandom random)
      throws InvalidKeyException {
    engineInit(mode, newKey, random);
  }

  /** Nothing comes out before the end. */
  @Override
  protected byte[] engineUpdate(byte[] data, int offset, int length) {
    input.write(data, offset, length);
    return new byte[0];
  }

  @Override
  protected int engineUpdate(byte[] data, int offset, int length, byte[] output, int at) {
    input.write(data, offset, length);
    return 0;
  }

  @Override
  protected byte[] engineDoFinal(byte[] data, int offset, int length) {
    if (data != null) {
      input.write(data, offset, length);
    }
    try {
      byte[] all = input.toByteArray();
      return all.length == 0 ? all : packets.apply(token, key.orElseThrow(), iv, all);
    } catch (InvalidKeyException e) {
      throw new ProviderException("the key of this cipher can no longer be used", e);
    } finally {
      input.reset();
    }
  }

  @Override
  protected int engineDoFinal(byte[] data, int offset, int length, byte[] output, int at)
      throws ShortBufferException {
    if (output.length - at < engineGetOutputSize(length)) {
      throw new ShortBufferException();
    }
    byte[] result = engineDoFinal(data, offset, length);
    System.arraycopy(result, 0, output, at, result.length);
    return result.length;
  }
}
