package org.mikeyhsm.hsm.mechanism;

import java.util.List;
import java.util.Set;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.KeyDataProtection;

/**
 * No encryption (RFC 3830 section 4.2.3). The keys are in the clear in the message, so they are
 * HOST however they are kept.
 */
final class NullTransport extends HostKeyDataStrategy {
  @Override
  public List<Need> needs() {
    return List.of();
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.HOST;
  }

  @Override
  public Set<AttributeType> encrKeyUsage() {
    return Set.of();
  }

  /** None: there is no encr_key. */
  @Override
  public Set<MechanismType> encrKeyMechanisms() {
    return Set.of();
  }

  @Override
  Work work(Token token, CustodyGuard guard, KeyDataProtection protection) {
    return new Work(keyData(token, guard), byte[]::clone, byte[]::clone);
  }

  private HostKeyData keyData(Token token, CustodyGuard guard) {
    return new HostKeyData(
        token,
        guard,
        yields(),
        "KEMAC NULL: in the clear in the message",
        List.of("an Encr alg other than NULL"));
  }
}
