package org.mikeyhsm.hsm.cryptoki;

import java.security.ProviderException;

/**
 * A PKCS#11 function returned something else than CKR_OK. Tells the function and the value only.
 */
public final class CryptokiException extends ProviderException {
  private static final long serialVersionUID = 1L;

  // PKCS#11 v2.40 base, 5.1 (function return values): those that decide what is done next.
  /** CKR_GENERAL_ERROR. */
  public static final long GENERAL_ERROR = 0x5;

  /** CKR_FUNCTION_FAILED. */
  public static final long FUNCTION_FAILED = 0x6;

  /** CKR_ATTRIBUTE_SENSITIVE. */
  public static final long ATTRIBUTE_SENSITIVE = 0x11;

  /** CKR_ATTRIBUTE_TYPE_INVALID. */
  public static final long ATTRIBUTE_TYPE_INVALID = 0x12;

  /** CKR_ATTRIBUTE_VALUE_INVALID. */
  public static final long ATTRIBUTE_VALUE_INVALID = 0x13;

  /** CKR_DEVICE_ERROR. */
  public static final long DEVICE_ERROR = 0x30;

  /** CKR_DEVICE_MEMORY: the token is full. */
  public static final long DEVICE_MEMORY = 0x31;

  /** CKR_DEVICE_REMOVED. */
  public static final long DEVICE_REMOVED = 0x32;

  /** CKR_ENCRYPTED_DATA_INVALID. */
  public static final long ENCRYPTED_DATA_INVALID = 0x40;

  /** CKR_ENCRYPTED_DATA_LEN_RANGE. */
  public static final long ENCRYPTED_DATA_LEN_RANGE = 0x41;

  /** CKR_KEY_HANDLE_INVALID. */
  public static final long KEY_HANDLE_INVALID = 0x60;

  /** CKR_KEY_SIZE_RANGE. */
  public static final long KEY_SIZE_RANGE = 0x62;

  /** CKR_KEY_TYPE_INCONSISTENT. */
  public static final long KEY_TYPE_INCONSISTENT = 0x63;

  /** CKR_KEY_FUNCTION_NOT_PERMITTED. */
  public static final long KEY_FUNCTION_NOT_PERMITTED = 0x68;

  /** CKR_MECHANISM_INVALID. */
  public static final long MECHANISM_INVALID = 0x70;

  /** CKR_MECHANISM_PARAM_INVALID. */
  public static final long MECHANISM_PARAM_INVALID = 0x71;

  /** CKR_OBJECT_HANDLE_INVALID. */
  public static final long OBJECT_HANDLE_INVALID = 0x82;

  /** CKR_PIN_INCORRECT. */
  public static final long PIN_INCORRECT = 0xA0;

  /** CKR_PIN_INVALID. */
  public static final long PIN_INVALID = 0xA1;

  /** CKR_PIN_LEN_RANGE. */
  public static final long PIN_LEN_RANGE = 0xA2;

  /** CKR_PIN_EXPIRED. */
  public static final long PIN_EXPIRED = 0xA3;

  /** CKR_PIN_LOCKED. */
  public static final long PIN_LOCKED = 0xA4;

  /** CKR_SESSION_CLOSED. */
  public static final long SESSION_CLOSED = 0xB0;

  /** CKR_SESSION_HANDLE_INVALID. */
  public static final long SESSION_HANDLE_INVALID = 0xB3;

  /** CKR_TEMPLATE_INCONSISTENT. */
  public static final long TEMPLATE_INCONSISTENT = 0xD1;

  /** CKR_TOKEN_NOT_PRESENT. */
  public static final long TOKEN_NOT_PRESENT = 0xE0;

  /** CKR_TOKEN_NOT_RECOGNIZED. */
  public static final long TOKEN_NOT_RECOGNIZED = 0xE1;

  /** CKR_USER_ALREADY_LOGGED_IN. */
  public static final long USER_ALREADY_LOGGED_IN = 0x100;

  /** CKR_USER_NOT_LOGGED_IN. */
  public static final long USER_NOT_LOGGED_IN = 0x101;

  /** CKR_USER_PIN_NOT_INITIALIZED. */
  public static final long USER_PIN_NOT_INITIALIZED = 0x102;

  /** CKR_WRAPPED_KEY_INVALID. */
  public static final long WRAPPED_KEY_INVALID = 0x110;

  /** CKR_WRAPPED_KEY_LEN_RANGE. */
  public static final long WRAPPED_KEY_LEN_RANGE = 0x112;

  /** CKR_LIBRARY_LOAD_FAILED: the module lacks the one that it stands on. */
  public static final long LIBRARY_LOAD_FAILED = 0x1C2;

  /** CKR_HOST_MEMORY. */
  public static final long HOST_MEMORY = 0x2;

  /** CKR_FUNCTION_REJECTED: here, a key stream that would be used twice. */
  public static final long FUNCTION_REJECTED = 0x200;

  /** CKR_DATA_LEN_RANGE. */
  public static final long DATA_LEN_RANGE = 0x21;

  /** CKR_BUFFER_TOO_SMALL. */
  public static final long BUFFER_TOO_SMALL = 0x150;

  /** CKR_CRYPTOKI_NOT_INITIALIZED. */
  public static final long CRYPTOKI_NOT_INITIALIZED = 0x190;

  /** No CKR: how caml-crush's client library says that the process with the module is gone. */
  public static final long SERVER_GONE = -1;

  /** CKR_CRYPTOKI_ALREADY_INITIALIZED. */
  public static final long CRYPTOKI_ALREADY_INITIALIZED = 0x191;

  private final String function;
  private final long code;

  /**
   * Describes the failure.
   *
   * @param function the function's name, such as C_Sign
   * @param code the return value
   * @param name its CKR_ name
   */
  public CryptokiException(String function, long code, String name) {
    super("%s: %s (0x%X)".formatted(function, name, code));
    this.function = function;
    this.code = code;
  }

  /** The function's name. */
  public String function() {
    return function;
  }

  /** The return value. */
  public long code() {
    return code;
  }

  /** Whether the return value is one of these. */
  public boolean is(long... codes) {
    for (long candidate : codes) {
      if (code == candidate) {
        return true;
      }
    }
    return false;
  }

  /** Whether the session, the login or the token is gone, and with it all session objects. */
  public boolean isLost() {
    return is(
        DEVICE_REMOVED,
        SESSION_CLOSED,
        SESSION_HANDLE_INVALID,
        TOKEN_NOT_PRESENT,
        USER_NOT_LOGGED_IN,
        CRYPTOKI_NOT_INITIALIZED,
        SERVER_GONE);
  }
}
