package org.mikeyhsm.benchmarks;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECCSIKeyPairGenerator;
import org.bouncycastle.crypto.params.ECCSIKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECCSIPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECCSISigner;
import org.mikeyhsm.crypto.eccsi.KmsPublicAuthenticationKey;
import org.mikeyhsm.crypto.eccsi.SecretSigningKey;
import org.mikeyhsm.crypto.eccsi.SignerVerifier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** ECCSI whole operations on a message of 700 octets, and BouncyCastle's, with the same keys. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class EccsiBenchmark {
  private static final byte[] IDENTIFIER = "2011-02\0tel:+447700900123\0".getBytes();

  private final SecureRandom random = new SecureRandom();
  private final X9ECParameters curve = CustomNamedCurves.getByName("secp256r1");
  private final byte[] message = new byte[700];
  private ECCSIKeyGenerationParameters parameters;
  private AsymmetricCipherKeyPair pair;
  private KmsPublicAuthenticationKey kpak;
  private SecretSigningKey key;
  private SignerVerifier verifier;
  private byte[] signature;

  /** Makes keys, tables and a signature. */
  @Setup
  public void make() throws InvalidKeyException, CryptoException {
    random.nextBytes(message);
    parameters = new ECCSIKeyGenerationParameters(random, curve, new SHA256Digest(), IDENTIFIER);
    ECCSIKeyPairGenerator generator = new ECCSIKeyPairGenerator();
    generator.init(parameters);
    pair = generator.generateKeyPair();
    ECCSIPrivateKeyParameters secret = (ECCSIPrivateKeyParameters) pair.getPrivate();
    kpak = KmsPublicAuthenticationKey.decode(parameters.getKPAK().getEncoded(false));
    key =
        SecretSigningKey.decode(
            IdentityKeys.padded(secret.getSSK(), SecretSigningKey.OCTETS),
            secret.getPublicKeyParameters().getPVT().getEncoded(false),
            kpak,
            IDENTIFIER);
    verifier = kpak.verifier(IDENTIFIER);
    signature = bouncyCastleSign();
  }

  /** Signs. */
  @Benchmark
  public byte[] sign() {
    return key.sign(message, random);
  }

  /** Verifies a signer seen before. */
  @Benchmark
  public boolean verify() {
    return verifier.verify(message, signature);
  }

  /** Verifies a signer not seen before. */
  @Benchmark
  public boolean verifyNewSigner() {
    return kpak.verifier(IDENTIFIER).verify(message, signature);
  }

  /** Signs. */
  @Benchmark
  public byte[] bouncyCastleSign() throws CryptoException {
    ECCSISigner signer = signer();
    signer.init(true, new ParametersWithRandom(pair.getPrivate(), random));
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }

  /** Verifies. */
  @Benchmark
  public boolean bouncyCastleVerify() {
    ECCSISigner signer = signer();
    signer.init(false, pair.getPublic());
    signer.update(message, 0, message.length);
    return signer.verifySignature(signature);
  }

  /** Whether BouncyCastle's verifier takes what our signer made. */
  boolean bouncyCastleVerifiesOurs() {
    signature = sign();
    return bouncyCastleVerify();
  }

  private ECCSISigner signer() {
    return new ECCSISigner(parameters.getKPAK(), curve, new SHA256Digest(), IDENTIFIER);
  }
}
