package org.mikeyhsm.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.TokenUnavailableException;

/** Makes the source of a PIN that a configuration names. Stateless and thread-safe. */
public final class PinSources {
  private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(1);

  /** systemd.exec(5), section Credentials. */
  private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";

  private static final Set<PosixFilePermission> FOR_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private PinSources() {}

  /**
   * The source. Nothing is read or run before the token asks for the PIN; then it fails with {@link
   * TokenUnavailableException} where there is none to be had, or where a file that holds it can be
   * read by others.
   *
   * @param environment the environment variables
   */
  public static PinSource of(PinSettings settings, Map<String, String> environment) {
    if (settings instanceof PinSettings.File file) {
      return file(file.file());
    }
    if (settings instanceof PinSettings.Environment variable) {
      return environment(variable.variable(), environment);
    }
    if (settings instanceof PinSettings.Credential credential) {
      return credential(credential.name(), environment);
    }
    if (settings instanceof PinSettings.Command command) {
      return command(command.command(), COMMAND_TIMEOUT);
    }
    return PinSource.prompt(((PinSettings.Prompt) settings).question());
  }

  private static PinSource file(Path file) {
    return () -> {
      requirePrivate(file);
      return PinSource.file(file).read();
    };
  }

  /** The service manager has taken care of who can read it, and its mode is 0440 or 0400. */
  private static PinSource credential(String name, Map<String, String> environment) {
    return () -> {
      String directory = environment.get(CREDENTIALS);
      if (directory == null) {
        throw new TokenUnavailableException(
            "there is no systemd credential "
                + name
                + ": CREDENTIALS_DIRECTORY is not set; put LoadCredential="
                + name
                + ":FILE into the unit");
      }
      return PinSource.file(Path.of(directory).resolve(name)).read();
    };
  }

  private static PinSource environment(String variable, Map<String, String> environment) {
    return () -> {
      String value = environment.getOrDefault(variable, "");
      if (value.isEmpty()) {
        throw new TokenUnavailableException(
            "the environment variable " + variable + " holds no PIN");
      }
      return value.toCharArray();
    };
  }

  /**
   * Refuses a PIN file that group or others can touch, or that belongs to somebody else.
   *
   * @throws TokenUnavailableException with the command that puts it right
   */
  static void requirePrivate(Path file) {
    try {
      PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
      Set<PosixFilePermission> open = EnumSet.copyOf(FOR_OTHERS);
      open.retainAll(attributes.permissions());
      if (!open.isEmpty()) {
        throw new TokenUnavailableException(
            "the PIN file " + file + " is open to group or others; run chmod 600 " + file);
      }
      String owner = attributes.owner().getName();
      if (!owner.equals("root") && !owner.equals(System.getProperty("user.name"))) {
        throw new TokenUnavailableException(
            "the PIN file " + file + " belongs to " + owner + "; it must be yours or root's");
      }
    } catch (NoSuchFileException e) {
      throw new TokenUnavailableException("there is no PIN file " + file, e);
    } catch (IOException e) {
      throw new TokenUnavailableException("cannot look at the PIN file " + file, e);
    } catch (UnsupportedOperationException e) {
      // No POSIX permissions on this file system: there is nothing to judge by.
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new TokenUnavailableException("there is no PIN file " + file, e);
      }
    }
  }

  static PinSource command(List<String> command, Duration timeout) {
    return () -> {
      Process process;
      try {
        process =
            new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
      } catch (IOException e) {
        throw new TokenUnavailableException("the PIN command " + command.get(0) + " does not run");
      }
      byte[] line = new byte[PinSource.MAX_OCTETS + 2];
      // Only a reader of its own can be left behind by a program that never ends.
      FutureTask<Integer> reader =
          new FutureTask<>(() -> readAndDrain(process.getInputStream(), line));
      Thread thread = new Thread(reader, "pin-command");
      thread.setDaemon(true);
      thread.start();
      long end = System.nanoTime() + timeout.toNanos();
      try {
        int length = reader.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (!process.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
          throw new TimeoutException();
        }
        if (process.exitValue() != 0) {
          throw new TokenUnavailableException(
              "the PIN command " + command.get(0) + " failed; run it by hand and see");
        }
        return firstLine(line, length, command.get(0));
      } catch (TimeoutException e) {
        throw new TokenUnavailableException(
            "the PIN command "
                + command.get(0)
                + " did not end within "
                + timeout.toSeconds()
                + " s; run it by hand and see");
      } catch (ExecutionException e) {
        throw new TokenUnavailableException("the PIN command " + command.get(0) + " failed");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TokenUnavailableException("interrupted while waiting for the PIN command");
      } finally {
        process.destroyForcibly();
        Arrays.fill(line, (byte) 0);
      }
    };
  }

  /** The beginning of what is printed; the rest is read too, so that the program can end. */
  private static int readAndDrain(InputStream in, byte[] line) throws IOException {
    int length = in.readNBytes(line, 0, line.length);
    byte[] rest = new byte[line.length];
    while (in.read(rest) >= 0) {
      Arrays.fill(rest, (byte) 0);
    }
    return length;
  }

  private static char[] firstLine(byte[] octets, int read, String program) {
    int length = 0;
    while (length < read && octets[length] != '\n' && octets[length] != '\r') {
      length++;
    }
    if (length == 0 || length > PinSource.MAX_OCTETS) {
      throw new TokenUnavailableException(
          "the PIN command " + program + " does not print a line of 1 to 255 octets");
    }
    CharBuffer chars = CharBuffer.allocate(length);
    try {
      if (!StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(octets, 0, length), chars, true)
          .isUnderflow()) {
        throw new CharacterCodingException();
      }
      return Arrays.copyOf(chars.array(), chars.position());
    } catch (CharacterCodingException e) {
      throw new TokenUnavailableException(
          "what the PIN command " + program + " prints is not UTF-8");
    } finally {
      Arrays.fill(chars.array(), '\0');
    }
  }
}
