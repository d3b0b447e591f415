package org.mikeyhsm.hsm.token;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where a token's user PIN comes from. Asked once per login.
 *
 * <p>An implementation hands over a fresh array, which the token wipes after C_Login whether it
 * succeeded or not.
 */
@FunctionalInterface
public interface PinSource {

  /** The longest PIN taken from a file, octets. */
  int MAX_OCTETS = 255;

  /**
   * Gives the PIN.
   *
   * @return the PIN, at least one character, in an array that the caller wipes
   * @throws TokenUnavailableException if there is none to be had
   */
  char[] read();

  /**
   * A PIN in a file: one line of 1 to {@value #MAX_OCTETS} octets of UTF-8.
   *
   * @param file read at each login
   */
  static PinSource file(Path file) {
    return () -> {
      byte[] line = new byte[MAX_OCTETS + 3];
      try (InputStream in = Files.newInputStream(file)) {
        int length = in.readNBytes(line, 0, line.length);
        length = without(line, length, '\n');
        length = without(line, length, '\r');
        if (length == 0 || length > MAX_OCTETS || contains(line, length, '\n')) {
          throw new TokenUnavailableException(
              "the PIN file " + file + " does not hold one line of 1 to 255 octets");
        }
        return Utf8.decode(line, length);
      } catch (CharacterCodingException e) {
        throw new TokenUnavailableException("the PIN file " + file + " is not UTF-8");
      } catch (IOException e) {
        throw new TokenUnavailableException("cannot read the PIN file " + file, e);
      } finally {
        Arrays.fill(line, (byte) 0);
      }
    };
  }

  /**
   * A PIN in an environment variable. The environment itself cannot be wiped: a file is better.
   *
   * @param variable the variable's name
   */
  static PinSource environment(String variable) {
    return () -> {
      String value = System.getenv(variable);
      if (value == null || value.isEmpty()) {
        throw new TokenUnavailableException(
            "the environment variable " + variable + " holds no PIN");
      }
      return value.toCharArray();
    };
  }

  /**
   * Asks on the terminal, without echo.
   *
   * @param question what to ask
   */
  static PinSource prompt(String question) {
    return () -> {
      Console console = System.console();
      char[] pin = console == null ? null : console.readPassword("%s: ", question);
      if (pin == null || pin.length == 0) {
        throw new TokenUnavailableException(
            "no PIN was typed; where there is no terminal, name a PIN file or an environment"
                + " variable");
      }
      return pin;
    };
  }

  private static int without(byte[] line, int length, char end) {
    return length > 0 && line[length - 1] == end ? length - 1 : length;
  }

  private static boolean contains(byte[] line, int length, char wanted) {
    for (int i = 0; i < length; i++) {
      if (line[i] == wanted) {
        return true;
      }
    }
    return false;
  }
}
