package org.mikeyhsm.hsm.provider;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Base64;
import java.util.HexFormat;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;

/**
 * A process that uses a PSK which it cannot know, and dumps its own heap while the session is open.
 */
final class HeapDumpChild {
  private HeapDumpChild() {}

  /** A value that is not in any file, so that it is in the dump only if it is in the heap. */
  static byte[] control() {
    byte[] control = new byte[24];
    for (int i = 0; i < control.length; i++) {
      control[i] = (byte) (i * i * 31 + 17 * i + 5);
    }
    return control;
  }

  /** Arguments: library, token label, PIN file, PSK name, file of the dump. */
  public static void main(String[] arguments) throws GeneralSecurityException, IOException {
    byte[] control = control();
    String hex = HexFormat.of().formatHex(control);
    String base64 = Base64.getEncoder().encodeToString(control);
    char[] characters = HexFormat.of().withUpperCase().formatHex(control).toCharArray();
    try (CryptokiModule module = CryptokiModule.open(Path.of(arguments[0]));
        Token token = module.openToken(arguments[1], PinSource.file(Path.of(arguments[2])));
        TokenKey psk = token.preSharedKey(arguments[3])) {
      Provider provider = new MikeyPkcs11Provider(token);
      try (Exchange aesCm = new Exchange(provider, psk, 7, "AES-CM-128");
          Exchange aesKw = new Exchange(provider, psk, 7, "AES-KW-128")) {
        aesCm.heldTek(aesCm.receive(aesCm.send().encrData()));
        aesKw.heldTek(aesKw.receive(aesKw.send().encrData()));
        aesCm.run();
        boolean liveOnly = false;
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .dumpHeap(arguments[4], liveOnly);
      }
    }
    Reference.reachabilityFence(control);
    Reference.reachabilityFence(hex);
    Reference.reachabilityFence(base64);
    Reference.reachabilityFence(characters);
  }
}
