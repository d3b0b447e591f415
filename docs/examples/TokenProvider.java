import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.provisioning.KeyPairs;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.MikeyTokenModule;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;

/**
 * A token as a JCA provider: signs and derives by the JCA's own names, on keys that stay inside.
 */
public class TokenProvider {
  /** Takes a token's label, the file of its PIN, and the labels of an RSA and a pre-shared key. */
  public static void main(String[] args) throws Exception {
    Path library = MikeyTokenModule.find(Optional.empty(), System.getProperties(), System.getenv());
    try (CryptokiModule module = MikeyTokenModule.open(library, Optional.empty());
        Token token = module.openToken(args[0], PinSource.file(Path.of(args[1])));
        TokenPrivateKey key = token.privateKey(args[2]);
        TokenKey psk = token.preSharedKey(args[3])) {
      Security.addProvider(new MikeyPkcs11Provider(token, CustodyPolicy.STRICT));

      byte[] message = "call me".getBytes(StandardCharsets.UTF_8);
      Signature signing = Signature.getInstance("SHA256withRSA", MikeyPkcs11Provider.NAME);
      signing.initSign(key);
      signing.update(message);
      byte[] signature = signing.sign();

      PublicKey publicKey = new KeyPairs(token).publicKey(args[2]);
      Signature verifying = Signature.getInstance("SHA256withRSA");
      verifying.initVerify(publicKey);
      verifying.update(message);
      System.out.println("signature verifies: " + verifying.verify(signature));
      System.out.println("private key's octets: " + key.getEncoded());

      // auth_key of RFC 3830 4.1.4, its label constant || 0xFF || CSB ID || RAND; a Mac with it.
      byte[] rand = new byte[16];
      SecureRandom.getInstance("PKCS11", MikeyPkcs11Provider.NAME).nextBytes(rand);
      byte[] label =
          ByteBuffer.allocate(25).putInt(0x2D22AC75).put((byte) 0xFF).putInt(1).put(rand).array();
      DerivedKeySpec authKey =
          new DerivedKeySpec(KeyUse.MESSAGE_AUTHENTICATION, 20, KeyPlace.PROVIDER);
      try (CustodialKey derived =
          KeyDerivation.getInstance("MIKEY-1", Security.getProvider(MikeyPkcs11Provider.NAME))
              .deriveKey(psk, label, authKey)) {
        Mac mac = Mac.getInstance("HmacSHA1", MikeyPkcs11Provider.NAME);
        mac.init(derived);
        System.out.println("mac: " + HexFormat.of().formatHex(mac.doFinal(message)));
        System.out.println("its key is at: " + derived.custody().level());
      }
    }
  }
}
