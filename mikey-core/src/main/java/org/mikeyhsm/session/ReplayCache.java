package org.mikeyhsm.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.IdType;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;

/**
 * Remembers the authenticated messages of each peer within the clock skew (RFC 3830 section 5.4).
 *
 * <p>A message is known by its sender, CSB ID and timestamp, all of which its MAC covers; the
 * initiator may use a timestamp once only (section 5.2), so no second message can share them.
 * Nothing inside the window is ever evicted: when there is no room, or what was received before a
 * restart is unknown, messages are rejected. Stepping the clock back does not reopen what was
 * already forgotten. A COUNTER must grow with every message of a peer.
 *
 * <p>Thread-safe.
 */
public final class ReplayCache {
  private static final int SNAPSHOT_VERSION = 1;

  private final ReplaySettings settings;
  private final Clock clock;
  private final long skew;
  private final boolean countersKnown;
  private final Map<IdPayload, Peer> peers = new HashMap<>();
  private long floor;
  private boolean floorIsRestart;
  private boolean shutDown;

  private ReplayCache(
      ReplaySettings settings, Clock clock, long floor, boolean restart, boolean countersKnown) {
    this.settings = settings;
    this.clock = clock;
    this.skew = NtpTime.units(settings.clockSkew());
    this.floor = floor;
    this.floorIsRestart = restart;
    this.countersKnown = countersKnown;
  }

  /**
   * An empty cache for keys that have never been used before; for any other keys it would accept
   * replays, see {@link #afterLoss} and {@link #restore}.
   */
  public static ReplayCache forNewKeys(ReplaySettings settings, Clock clock) {
    long oldest = NtpTime.of(clock.instant()) - NtpTime.units(settings.clockSkew());
    return new ReplayCache(settings, clock, oldest, false, true);
  }

  /**
   * An empty cache after a restart whose state is lost: rejects every message that might have been
   * received before, which is all until the clock skew has passed (RFC 3830 section 5.4).
   */
  public static ReplayCache afterLoss(ReplaySettings settings, Clock clock) {
    long latest = NtpTime.of(clock.instant()) + NtpTime.units(settings.clockSkew());
    return new ReplayCache(settings, clock, latest + 1, true, false);
  }

  /**
   * The cache that {@link #shutDown()} wrote.
   *
   * @throws IllegalArgumentException if {@code snapshot} is not such a snapshot
   */
  public static ReplayCache restore(byte[] snapshot, ReplaySettings settings, Clock clock) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot))) {
      if (in.readInt() != SNAPSHOT_VERSION) {
        throw new IllegalArgumentException("not a replay cache snapshot of version 1");
      }
      long floor = in.readLong();
      boolean restart = in.readBoolean();
      boolean countersKnown = in.readBoolean();
      ReplayCache cache = new ReplayCache(settings, clock, floor, restart, countersKnown);
      int peerCount = in.readInt();
      for (int i = 0; i < peerCount; i++) {
        IdPayload id =
            new IdPayload(
                new IdType(in.readUnsignedByte()),
                Octets.of(in.readNBytes(in.readUnsignedShort())));
        cache.peers.put(id, Peer.read(in));
      }
      if (in.read() != -1) {
        throw new IllegalArgumentException("octets behind the replay cache snapshot");
      }
      return cache;
    } catch (IOException e) {
      throw new IllegalArgumentException("the replay cache snapshot is truncated", e);
    }
  }

  /**
   * Ends the use of this cache and writes what it remembers; from now on every message is rejected,
   * so that the snapshot stays complete.
   */
  public synchronized byte[] shutDown() {
    shutDown = true;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(SNAPSHOT_VERSION);
      out.writeLong(floor);
      out.writeBoolean(floorIsRestart);
      out.writeBoolean(countersKnown);
      out.writeInt(peers.size());
      for (Map.Entry<IdPayload, Peer> entry : peers.entrySet()) {
        out.writeByte(entry.getKey().idType().value());
        out.writeShort(entry.getKey().data().length());
        out.write(entry.getKey().data().toArray());
        entry.getValue().write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Judges a message before its MAC is verified, which costs less; changes nothing.
   *
   * @param sender the identity it claims
   * @param csbId its CSB ID
   * @param timestamp its timestamp
   */
  public synchronized ReplayVerdict check(IdPayload sender, int csbId, TimestampPayload timestamp) {
    return judge(sender, csbId, timestamp);
  }

  /**
   * Judges a message by its timestamp alone, as {@link #check} does for a sender not yet
   * remembered: for a message whose sender is unknown here, which must not show.
   *
   * @param timestamp its timestamp
   */
  public synchronized ReplayVerdict checkTime(TimestampPayload timestamp) {
    return judgeTime(timestamp);
  }

  /**
   * Judges an authenticated message again and, if it is fresh, remembers it, in one step.
   *
   * @param sender its authenticated sender
   * @param csbId its CSB ID
   * @param timestamp its timestamp
   */
  public synchronized ReplayVerdict admit(IdPayload sender, int csbId, TimestampPayload timestamp) {
    ReplayVerdict verdict = judge(sender, csbId, timestamp);
    if (verdict == ReplayVerdict.FRESH) {
      Peer peer = peers.computeIfAbsent(sender, id -> new Peer());
      if (timestamp.tsType().equals(TsType.COUNTER)) {
        peer.lastCounter = OptionalLong.of(timestamp.asLong());
      } else {
        peer.add(new Seen(csbId, NtpTime.of(timestamp)));
      }
    }
    return verdict;
  }

  /**
   * Forgets a message that was admitted and then not processed, because this side's token failed:
   * nothing came of it, so the same message may be processed when it comes again, or by another
   * token. A COUNTER is not taken back.
   *
   * @param sender its authenticated sender
   * @param csbId its CSB ID
   * @param timestamp its timestamp
   */
  public synchronized void withdraw(IdPayload sender, int csbId, TimestampPayload timestamp) {
    Peer peer = peers.get(sender);
    if (peer != null && !timestamp.tsType().equals(TsType.COUNTER)) {
      peer.remove(new Seen(csbId, NtpTime.of(timestamp)));
    }
  }

  /** How many messages are remembered, counters not included. */
  public synchronized int size() {
    forgetAll();
    return peers.values().stream().mapToInt(peer -> peer.seen.size()).sum();
  }

  private ReplayVerdict judge(IdPayload sender, int csbId, TimestampPayload timestamp) {
    ReplayVerdict byTime = judgeTime(timestamp);
    if (byTime != ReplayVerdict.FRESH) {
      return byTime;
    }
    if (timestamp.tsType().equals(TsType.COUNTER)) {
      return judgeCounter(sender, timestamp.asLong());
    }
    Peer peer = peers.get(sender);
    if (peer == null) {
      return judgeNewPeer();
    }
    peer.forgetBefore(floor);
    if (peer.seen.contains(new Seen(csbId, NtpTime.of(timestamp)))) {
      return ReplayVerdict.REPLAYED;
    }
    return peer.seen.size() < settings.messagesPerPeer() ? ReplayVerdict.FRESH : ReplayVerdict.FULL;
  }

  private ReplayVerdict judgeTime(TimestampPayload timestamp) {
    if (shutDown) {
      return ReplayVerdict.STATE_LOST;
    }
    TsType type = timestamp.tsType();
    if (type.equals(TsType.COUNTER)) {
      return countersKnown ? ReplayVerdict.FRESH : ReplayVerdict.STATE_LOST;
    }
    if (!type.equals(TsType.NTP_UTC)
        && !type.equals(TsType.NTP)
        && !type.equals(TsType.NTP_UTC_32)) {
      return ReplayVerdict.UNKNOWN_TYPE;
    }
    long now = NtpTime.of(clock.instant());
    long t = NtpTime.of(timestamp);
    long ahead = NtpTime.difference(t, now);
    if (ahead > skew) {
      return ReplayVerdict.FUTURE;
    }
    if (ahead < -skew) {
      return ReplayVerdict.STALE;
    }
    raiseFloor(now - skew);
    if (NtpTime.difference(t, floor) < 0) {
      return floorIsRestart ? ReplayVerdict.STATE_LOST : ReplayVerdict.STALE;
    }
    return ReplayVerdict.FRESH;
  }

  private ReplayVerdict judgeCounter(IdPayload sender, long counter) {
    Peer peer = peers.get(sender);
    if (peer == null) {
      return judgeNewPeer();
    }
    return peer.lastCounter.isPresent() && counter <= peer.lastCounter.getAsLong()
        ? ReplayVerdict.REPLAYED
        : ReplayVerdict.FRESH;
  }

  private ReplayVerdict judgeNewPeer() {
    if (peers.size() >= settings.peers()) {
      forgetAll();
    }
    return peers.size() < settings.peers() ? ReplayVerdict.FRESH : ReplayVerdict.FULL;
  }

  /** What is below the floor may be forgotten: it stays rejected even if the clock steps back. */
  private void raiseFloor(long oldest) {
    if (NtpTime.difference(oldest, floor) > 0) {
      floor = oldest;
      floorIsRestart = false;
    }
  }

  private void forgetAll() {
    peers.values().forEach(peer -> peer.forgetBefore(floor));
    peers.values().removeIf(peer -> peer.seen.isEmpty() && peer.lastCounter.isEmpty());
  }

  private record Seen(int csbId, long ntp) {}

  private static final class Peer {
    private final Set<Seen> seen = new HashSet<>();
    private final PriorityQueue<Seen> oldestFirst =
        new PriorityQueue<>(
            Comparator.comparing(Seen::ntp, (a, b) -> Long.signum(NtpTime.difference(a, b))));
    private OptionalLong lastCounter = OptionalLong.empty();

    void add(Seen message) {
      seen.add(message);
      oldestFirst.add(message);
    }

    void remove(Seen message) {
      if (seen.remove(message)) {
        oldestFirst.remove(message);
      }
    }

    void forgetBefore(long oldest) {
      while (!oldestFirst.isEmpty()
          && NtpTime.difference(oldestFirst.element().ntp(), oldest) < 0) {
        seen.remove(oldestFirst.remove());
      }
    }

    void write(DataOutputStream out) throws IOException {
      out.writeLong(lastCounter.orElse(-1));
      out.writeInt(seen.size());
      for (Seen message : seen) {
        out.writeInt(message.csbId());
        out.writeLong(message.ntp());
      }
    }

    static Peer read(DataInputStream in) throws IOException {
      Peer peer = new Peer();
      long counter = in.readLong();
      peer.lastCounter = counter < 0 ? OptionalLong.empty() : OptionalLong.of(counter);
      int messages = in.readInt();
      for (int i = 0; i < messages; i++) {
        peer.add(new Seen(in.readInt(), in.readLong()));
      }
      return peer;
    }
  }
}
