package org.mikeyhsm.cli.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.session.ReplayCache;
import org.mikeyhsm.session.ReplaySettings;

/**
 * A replay cache that outlives the process, in a file that only its owner reads and writes. While
 * the cache is in use the file says so: a process that dies leaves no old state that would pass for
 * the newest, and the next one refuses what it cannot know (RFC 3830 section 5.4). Thread-safe;
 * whoever opened it closes it. A process that is told to end closes it too.
 */
public final class ReplayState implements AutoCloseable {
  /** Two names for a magic of equal length: in use, and complete. */
  private static final byte[] IN_USE =
      "mikey replays 1 open  \n".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] COMPLETE =
      "mikey replays 1 closed\n".getBytes(StandardCharsets.US_ASCII);

  /** More than a cache of every bound's default takes, and less than the memory there is. */
  private static final long MOST_OCTETS = 1L << 28;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> FOR_OWNER =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);

  private final ReplayCache cache;
  private final boolean lost;
  private final Optional<Path> file;
  private final Optional<FileChannel> lock;
  private final Optional<Thread> hook;
  private boolean closed;

  private ReplayState(
      ReplayCache cache, boolean lost, Optional<Path> file, Optional<FileChannel> lock) {
    this.cache = cache;
    this.lost = lost;
    this.file = file;
    this.lock = lock;
    this.hook = file.map(any -> new Thread(this::closeAtTheEnd, "mikey-replay-state"));
    hook.ifPresent(Runtime.getRuntime()::addShutdownHook);
  }

  /**
   * The cache of a configuration: that of {@code exchange.replay-state}, or an empty one that is
   * kept nowhere.
   *
   * @throws KeyFileException as {@link #open}
   */
  public static ReplayState of(Configuration configuration, Clock clock) throws KeyFileException {
    Optional<Path> file = configuration.exchange().replayState();
    return file.isPresent()
        ? open(file.get(), configuration.replay(), clock)
        : new ReplayState(
            ReplayCache.forNewKeys(configuration.replay(), clock),
            false,
            Optional.empty(),
            Optional.empty());
  }

  /**
   * Goes on with what a file remembers; where there is none, the keys count as new.
   *
   * @throws KeyFileException if the file is damaged, open to others or in use, or cannot be written
   */
  static ReplayState open(Path file, ReplaySettings settings, Clock clock) throws KeyFileException {
    Path whole = file.toAbsolutePath();
    FileChannel lock = lock(whole);
    boolean done = false;
    try {
      Optional<byte[]> saved = read(whole);
      boolean lost = saved.isPresent() && startsWith(saved.get(), IN_USE);
      ReplayCache cache =
          lost
              ? ReplayCache.afterLoss(settings, clock)
              : saved.isEmpty()
                  ? ReplayCache.forNewKeys(settings, clock)
                  : restore(whole, saved.get(), settings, clock);
      write(whole, IN_USE, new byte[0]);
      ReplayState state = new ReplayState(cache, lost, Optional.of(whole), Optional.of(lock));
      done = true;
      return state;
    } catch (IOException | UnsupportedOperationException e) {
      throw new KeyFileException("cannot keep the replay state in " + file, e);
    } finally {
      if (!done) {
        release(lock);
      }
    }
  }

  /** The cache; after {@link #close} it rejects every message. */
  public ReplayCache cache() {
    return cache;
  }

  /**
   * Whether the process before ended without writing what it remembered, so that every message is
   * refused until the clock skew has passed.
   */
  public boolean isLost() {
    return lost;
  }

  /**
   * Ends the use of the cache and writes what it remembers. A second call does nothing.
   *
   * @throws KeyFileException if that cannot be written: the file goes on saying that it is in use
   */
  @Override
  public synchronized void close() throws KeyFileException {
    if (closed) {
      return;
    }
    closed = true;
    hook.ifPresent(ReplayState::forget);
    byte[] snapshot = cache.shutDown();
    if (file.isEmpty()) {
      return;
    }
    try {
      write(file.get(), COMPLETE, snapshot);
    } catch (IOException | UnsupportedOperationException e) {
      throw new KeyFileException("cannot write the replay state to " + file.get(), e);
    } finally {
      lock.ifPresent(ReplayState::release);
    }
  }

  private void closeAtTheEnd() {
    try {
      close();
    } catch (KeyFileException e) {
      // Nobody is there to be told; the file says that it is in use, and the next run refuses.
      return;
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends: this is the hook, or it finds the state closed.
      return;
    }
  }

  private static void release(FileChannel lock) {
    try {
      lock.close();
    } catch (IOException e) {
      // The process's end releases it.
      return;
    }
  }

  /** Beside the file, which is replaced and cannot be locked itself. */
  private static FileChannel lock(Path file) throws KeyFileException {
    Path beside = file.resolveSibling(file.getFileName() + ".lock");
    try {
      FileChannel channel =
          FileChannel.open(
              beside,
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
              FOR_OWNER);
      boolean held = false;
      try {
        held = channel.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        held = false;
      } finally {
        if (!held) {
          channel.close();
        }
      }
      if (!held) {
        throw new KeyFileException(
            "the replay state " + file + " is in use by another process: one file for each");
      }
      return channel;
    } catch (IOException | UnsupportedOperationException e) {
      throw new KeyFileException("cannot lock the replay state by " + beside, e);
    }
  }

  private static Optional<byte[]> read(Path file) throws IOException, KeyFileException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new KeyFileException("the replay state " + file + " is no regular file");
    }
    if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))) {
      throw new KeyFileException(
          "the replay state " + file + " is open to others: chmod 600 closes it");
    }
    if (Files.size(file) > MOST_OCTETS) {
      throw damaged(file);
    }
    byte[] octets = Files.readAllBytes(file);
    int body = octets.length - digest(new byte[0]).length;
    if (body < COMPLETE.length
        || !Arrays.equals(
            digest(Arrays.copyOf(octets, body)), Arrays.copyOfRange(octets, body, octets.length))
        || !startsWith(octets, IN_USE) && !startsWith(octets, COMPLETE)) {
      throw damaged(file);
    }
    return Optional.of(Arrays.copyOf(octets, body));
  }

  private static ReplayCache restore(Path file, byte[] saved, ReplaySettings settings, Clock clock)
      throws KeyFileException {
    try {
      return ReplayCache.restore(
          Arrays.copyOfRange(saved, COMPLETE.length, saved.length), settings, clock);
    } catch (IllegalArgumentException e) {
      throw damaged(file);
    }
  }

  private static KeyFileException damaged(Path file) {
    return new KeyFileException(
        "the replay state "
            + file
            + " is damaged: restore it, or wait for the clock skew to pass and then remove it");
  }

  private static boolean startsWith(byte[] octets, byte[] magic) {
    return octets.length >= magic.length
        && Arrays.equals(octets, 0, magic.length, magic, 0, magic.length);
  }

  /** Whole or not at all, and on the disk. */
  private static void write(Path file, byte[] magic, byte[] snapshot) throws IOException {
    byte[] octets = Arrays.copyOf(magic, magic.length + snapshot.length);
    System.arraycopy(snapshot, 0, octets, magic.length, snapshot.length);
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    try (FileChannel out =
        FileChannel.open(
            part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FOR_OWNER)) {
      for (byte[] piece : new byte[][] {octets, digest(octets)}) {
        ByteBuffer buffer = ByteBuffer.wrap(piece);
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
      out.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Tells damage; whoever may write the file is trusted with it. */
  private static byte[] digest(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
