package org.mikeyhsm.hsm.proof;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks for secrets, in all their forms, in a file or in the memory of a process. Immutable. */
public final class MemorySearch {
  private static final int CHUNK = 1 << 20;

  private final List<Pattern> patterns = new ArrayList<>();
  private final int longest;

  /** By the first two octets, so that a place is given up at once. */
  private final Pattern[][] starts = new Pattern[1 << 16][];

  private record Pattern(String name, byte[] octets) {}

  /** A search for secrets. */
  public MemorySearch(Collection<Secret> secrets) {
    for (Secret secret : secrets) {
      secret
          .forms()
          .forEach(
              (form, octets) -> patterns.add(new Pattern(secret.name() + ", " + form, octets)));
    }
    int most = 0;
    for (Pattern pattern : patterns) {
      int start = start(pattern.octets(), 0);
      Pattern[] same = starts[start];
      int count = same == null ? 0 : same.length;
      starts[start] = same == null ? new Pattern[1] : Arrays.copyOf(same, count + 1);
      starts[start][count] = pattern;
      most = Math.max(most, pattern.octets().length);
    }
    longest = most;
  }

  private static int start(byte[] octets, int at) {
    return (octets[at] & 0xFF) << 8 | octets[at + 1] & 0xFF;
  }

  /** How often each secret is in a file, by its name and form; what is not there is absent. */
  public Map<String, Integer> inFile(Path file) throws IOException {
    Map<String, Integer> found = new TreeMap<>();
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      search(in, 0, in.length(), found);
    }
    return found;
  }

  /** Parts of a process's memory. */
  public enum Part {
    /** All that the process can read and that is not a file's own content. */
    ALL,
    /** What is locked: never swapped. */
    LOCKED,
    /** The rest of it. */
    OTHER
  }

  /**
   * How often each secret is in the memory of a process.
   *
   * @return as {@link #inFile}
   */
  public Map<String, Integer> inProcess(long pid) throws IOException {
    return inProcess(pid, Part.ALL);
  }

  /** As {@link #inProcess(long)}, in a part of it. */
  public Map<String, Integer> inProcess(long pid, Part part) throws IOException {
    Map<String, Integer> found = new TreeMap<>();
    try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
      for (String line : mappings(pid, part)) {
        String[] fields = line.split("\\s+", 6);
        boolean ofFile = fields.length == 6 && fields[5].startsWith("/");
        boolean written = fields[1].startsWith("rw");
        boolean kernels = fields.length == 6 && fields[5].startsWith("[v");
        if (!kernels && fields[1].startsWith("r") && (written || !ofFile)) {
          String[] range = fields[0].split("-");
          search(
              memory,
              Long.parseUnsignedLong(range[0], 16),
              Long.parseUnsignedLong(range[1], 16),
              found);
        }
      }
    }
    return found;
  }

  /** The lines of a process's maps; in smaps the flags of a mapping follow its line. */
  private static List<String> mappings(long pid, Part part) throws IOException {
    if (part == Part.ALL) {
      return Files.readAllLines(Path.of("/proc/" + pid + "/maps"));
    }
    List<String> found = new ArrayList<>();
    String mapping = "";
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        mapping = line;
      } else if (line.startsWith("VmFlags:")) {
        boolean locked = (line + " ").contains(" lo ");
        if (locked == (part == Part.LOCKED)) {
          found.add(mapping);
        }
      }
    }
    return found;
  }

  private void search(RandomAccessFile in, long from, long to, Map<String, Integer> found)
      throws IOException {
    byte[] window = new byte[CHUNK + longest];
    int kept = 0;
    for (long at = from; at < to; ) {
      int wanted = (int) Math.min(CHUNK, to - at);
      int read;
      try {
        in.seek(at);
        read = in.read(window, kept, wanted);
      } catch (IOException e) {
        // A page that was unmapped meanwhile, or cannot be read by anybody.
        read = -1;
      }
      if (read <= 0) {
        scan(window, kept, kept, found);
        kept = 0;
        at += Math.min(wanted, 4096);
        continue;
      }
      int filled = kept + read;
      boolean last = at + read >= to;
      int end = last ? filled : filled - longest;
      scan(window, Math.max(end, 0), filled, found);
      at += read;
      kept = last || end < 0 ? (last ? 0 : filled) : filled - end;
      if (kept > 0) {
        System.arraycopy(window, filled - kept, window, 0, kept);
      }
    }
  }

  private void scan(byte[] window, int end, int filled, Map<String, Integer> found) {
    for (int i = 0; i < end && i + 1 < filled; i++) {
      Pattern[] candidates = starts[start(window, i)];
      if (candidates != null) {
        for (Pattern pattern : candidates) {
          int length = pattern.octets().length;
          if (i + length <= filled
              && Arrays.equals(window, i, i + length, pattern.octets(), 0, length)) {
            found.merge(pattern.name(), 1, Integer::sum);
          }
        }
      }
    }
  }
}
