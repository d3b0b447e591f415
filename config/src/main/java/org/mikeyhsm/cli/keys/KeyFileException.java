package org.mikeyhsm.cli.keys;

/** A file is not what it must be; the message names the file and is without any secret. */
public final class KeyFileException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With what is wrong; it names no value, which may be a key's. */
  public KeyFileException(String message) {
    super(message);
  }

  /** With what is wrong, and why. */
  public KeyFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
