package org.mikeyhsm.hsm.cryptoki;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.SymbolProvider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Calls a PKCS#11 module by the addresses in its CK_FUNCTION_LIST: most modules export
 * C_GetFunctionList alone.
 */
final class NativeModule {
  /** CK_FUNCTION_LIST in its order, up to the last function in use (PKCS#11 v2.40, pkcs11f.h). */
  private static final List<String> ORDER =
      List.of(
          "C_Initialize",
          "C_Finalize",
          "C_GetInfo",
          "C_GetFunctionList",
          "C_GetSlotList",
          "C_GetSlotInfo",
          "C_GetTokenInfo",
          "C_GetMechanismList",
          "C_GetMechanismInfo",
          "C_InitToken",
          "C_InitPIN",
          "C_SetPIN",
          "C_OpenSession",
          "C_CloseSession",
          "C_CloseAllSessions",
          "C_GetSessionInfo",
          "C_GetOperationState",
          "C_SetOperationState",
          "C_Login",
          "C_Logout",
          "C_CreateObject",
          "C_CopyObject",
          "C_DestroyObject",
          "C_GetObjectSize",
          "C_GetAttributeValue",
          "C_SetAttributeValue",
          "C_FindObjectsInit",
          "C_FindObjects",
          "C_FindObjectsFinal",
          "C_EncryptInit",
          "C_Encrypt",
          "C_EncryptUpdate",
          "C_EncryptFinal",
          "C_DecryptInit",
          "C_Decrypt",
          "C_DecryptUpdate",
          "C_DecryptFinal",
          "C_DigestInit",
          "C_Digest",
          "C_DigestUpdate",
          "C_DigestKey",
          "C_DigestFinal",
          "C_SignInit",
          "C_Sign",
          "C_SignUpdate",
          "C_SignFinal",
          "C_SignRecoverInit",
          "C_SignRecover",
          "C_VerifyInit",
          "C_Verify",
          "C_VerifyUpdate",
          "C_VerifyFinal",
          "C_VerifyRecoverInit",
          "C_VerifyRecover",
          "C_DigestEncryptUpdate",
          "C_DecryptDigestUpdate",
          "C_SignEncryptUpdate",
          "C_DecryptVerifyUpdate",
          "C_GenerateKey",
          "C_GenerateKeyPair",
          "C_WrapKey",
          "C_UnwrapKey",
          "C_DeriveKey",
          "C_SeedRandom",
          "C_GenerateRandom");

  // dlfcn.h: RTLD_LAZY, and RTLD_LOCAL where it is not 0.
  private static final int OPEN_FLAGS = Platform.isMac() ? 1 | 4 : 1;

  private NativeModule() {}

  /**
   * The functions of a module.
   *
   * @param library its file, which is loaded already: this gives the same instance of it
   * @throws IOException if the file is no PKCS#11 module
   */
  static FunctionList functions(Path library) throws IOException {
    try {
      Pointer list = functionList(library);
      SymbolProvider addresses = (handle, name, parent) -> address(list, name);
      Class<?> bound = freshClass();
      Native.register(
          bound,
          NativeLibrary.getInstance(
              library.toString(),
              Map.of(
                  Library.OPTION_OPEN_FLAGS,
                  OPEN_FLAGS,
                  Library.OPTION_SYMBOL_PROVIDER,
                  addresses)));
      return (FunctionList) bound.getDeclaredConstructor().newInstance();
    } catch (LinkageError | ReflectiveOperationException e) {
      throw new IOException("its functions cannot be called by JNA", e);
    }
  }

  private static Pointer functionList(Path library) throws IOException {
    NativeLibrary module =
        NativeLibrary.getInstance(
            library.toString(), Map.of(Library.OPTION_OPEN_FLAGS, OPEN_FLAGS));
    try (Memory list = new Memory(Native.POINTER_SIZE)) {
      list.clear();
      long result = module.getFunction("C_GetFunctionList").invokeLong(new Object[] {list});
      if (result != 0 || list.getPointer(0) == null) {
        throw new IOException("its C_GetFunctionList fails");
      }
      return list.getPointer(0);
    }
  }

  private static long address(Pointer list, String function) {
    // CK_VERSION and its padding are as long as a pointer.
    Pointer address = list.getPointer((1L + ORDER.indexOf(function)) * Native.POINTER_SIZE);
    if (address == null) {
      throw new UnsatisfiedLinkError("there is no " + function);
    }
    return Pointer.nativeValue(address);
  }

  private static Class<?> freshClass() throws IOException, IllegalAccessException {
    String name = BoundFunctions.class.getSimpleName() + ".class";
    try (InputStream code = NativeModule.class.getResourceAsStream(name)) {
      if (code == null) {
        throw new IOException("this program lacks its class " + name);
      }
      return MethodHandles.lookup().defineHiddenClass(code.readAllBytes(), true).lookupClass();
    }
  }
}
