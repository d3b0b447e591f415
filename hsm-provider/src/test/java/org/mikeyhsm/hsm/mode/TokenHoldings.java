package org.mikeyhsm.hsm.mode;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.mikeyhsm.hsm.token.Token;

/**
 * What a token holds, by our account and by its own. The number of sessions is asked of the library
 * directly, past all of our code; SoftHSM2 does not tell it (CK_UNAVAILABLE_INFORMATION), NSS does.
 */
final class TokenHoldings {
  // PKCS#11 v2.40 base: CK_FUNCTION_LIST (3.6) with C_GetTokenInfo as its seventh function, and
  // CK_TOKEN_INFO (3.2) with ulSessionCount behind 96 octets of text, flags and ulMaxSessionCount.
  private static final long GET_TOKEN_INFO = Long.BYTES + 6L * Long.BYTES;
  private static final long SESSION_COUNT = 96 + 2L * Long.BYTES;
  private static final int TOKEN_INFO_LENGTH = 256;
  private static final long UNAVAILABLE = -1;

  private TokenHoldings() {}

  static Map<String, Long> of(Token token, Path library) {
    Map<String, Long> holdings = new TreeMap<>();
    holdings.put("session objects", (long) token.sessionObjectCount());
    holdings.put("objects by C_FindObjects", (long) token.objectCount());
    holdings.put("sessions", (long) token.openSessionCount());
    sessionCount(token, library).ifPresent(n -> holdings.put("sessions by C_GetTokenInfo", n));
    return holdings;
  }

  /** What C_GetTokenInfo says, which counts all of this process; empty where it does not tell. */
  static OptionalLong sessionCount(Token token, Path library) {
    PointerByReference list = new PointerByReference();
    check(
        NativeLibrary.getInstance(library.toString())
            .getFunction("C_GetFunctionList")
            .invokeLong(new Object[] {list}));
    Pointer getTokenInfo = list.getValue().getPointer(GET_TOKEN_INFO);
    try (Memory info = new Memory(TOKEN_INFO_LENGTH)) {
      check(
          Function.getFunction(getTokenInfo)
              .invokeLong(new Object[] {new NativeLong(token.slotNumber()), info}));
      long count = info.getLong(SESSION_COUNT);
      return count == UNAVAILABLE ? OptionalLong.empty() : OptionalLong.of(count);
    }
  }

  private static void check(long rv) {
    if (rv != 0) {
      throw new IllegalStateException("CKR 0x" + Long.toHexString(rv));
    }
  }
}
