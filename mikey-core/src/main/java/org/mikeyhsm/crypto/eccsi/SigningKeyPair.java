package org.mikeyhsm.crypto.eccsi;

import java.util.Arrays;

/**
 * An SSK and its PVT as a KMS issues them (RFC 6507 section 5.1.1). Whoever received it closes it,
 * which wipes the SSK.
 */
public final class SigningKeyPair implements AutoCloseable {
  private final byte[] ssk;
  private final byte[] pvt;

  SigningKeyPair(byte[] ssk, byte[] pvt) {
    this.ssk = ssk;
    this.pvt = pvt;
  }

  /** The Secret Signing Key, 32 octets, which the caller wipes. */
  public byte[] ssk() {
    return ssk.clone();
  }

  /** The Public Validation Token, 0x04 || x || y, 65 octets. */
  public byte[] pvt() {
    return pvt.clone();
  }

  @Override
  public void close() {
    Arrays.fill(ssk, (byte) 0);
  }

  @Override
  public String toString() {
    return "SigningKeyPair";
  }
}
