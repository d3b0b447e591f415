package org.mikeyhsm.cli.demo;

import java.security.SecureRandom;
import java.util.Arrays;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;

/** A pre-shared key of random octets, in host memory twice: once for each party. */
final class SoftwareTokens implements DemoTokens {
  private static final int PSK_OCTETS = 16;

  private final PartyKeys alice;
  private final PartyKeys bob;

  private SoftwareTokens(byte[] psk, CustodyPolicy policy) {
    SecureRandom random = new SecureRandom();
    alice = new PartyKeys(new MikeyProvider(random, policy), SoftwareKey.preShared(psk));
    bob = new PartyKeys(new MikeyProvider(random, policy), SoftwareKey.preShared(psk));
  }

  static SoftwareTokens generate() {
    return generate(CustodyPolicy.ANY);
  }

  static SoftwareTokens generate(CustodyPolicy policy) {
    byte[] psk = new byte[PSK_OCTETS];
    try {
      new SecureRandom().nextBytes(psk);
      return new SoftwareTokens(psk, policy);
    } finally {
      Arrays.fill(psk, (byte) 0);
    }
  }

  @Override
  public PartyKeys alice() {
    return alice;
  }

  @Override
  public PartyKeys bob() {
    return bob;
  }

  @Override
  public void requireRestored() {
    // Host memory counts no objects.
  }

  @Override
  public void close() {
    alice.psk().close();
    bob.psk().close();
  }
}
