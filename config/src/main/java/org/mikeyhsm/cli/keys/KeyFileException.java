package org.mikeyhsm.cli.keys;

/** A file is not what it must be; the message names the file and is without any secret. */
public final class KeyFileException extends Exception {
  private static final long serialVersionUID = 1L;

  KeyFileException(String message) {
    super(message);
  }

  KeyFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
