package org.mikeyhsm.cli.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.sdp.KeyMgmtAttribute;
import org.mikeyhsm.sdp.SdpException;
import org.mikeyhsm.sdp.SessionDescription;

/**
 * What happened in a call, as far as it came: {@link Demo} writes it, {@link DemoText} and {@link
 * DemoJson} show it. Holds no key. Not thread-safe.
 */
public final class Transcript {
  /** Who acted. */
  enum Role {
    INITIATOR("Alice", "sip:alice@example.com"),
    RESPONDER("Bob", "sip:bob@example.com");

    private final String person;
    private final String identity;

    Role(String person, String identity) {
      this.person = person;
      this.identity = identity;
    }

    String person() {
      return person;
    }

    /** The label of the party's token. */
    String label() {
      return person.toLowerCase(Locale.ROOT);
    }

    /** The identity in the ID payload (RFC 3830 section 6.7), a URI. */
    String identity() {
      return identity;
    }
  }

  /**
   * A session description that was sent.
   *
   * @param by its sender
   * @param sdp the description
   * @param message the MIKEY message in it
   */
  record Sent(Role by, SessionDescription sdp, Optional<DecodedMessage> message) {
    Sent {
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(sdp, "sdp");
      Objects.requireNonNull(message, "message");
    }
  }

  private final DemoSettings settings;
  private final DemoTokens.Kind token;
  private final List<Sent> sent = new ArrayList<>();
  private final Map<Role, CustodyReport> custody = new HashMap<>();
  private SrtpResult srtp = SrtpResult.NONE;
  private List<Member> members = List.of();
  private final AtomicInteger membersDone = new AtomicInteger();

  /** The transcript of a call that has not begun. */
  public Transcript(DemoSettings settings, DemoTokens.Kind token) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.token = Objects.requireNonNull(token, "token");
  }

  /** Notes a session description as it was sent, and the MIKEY message in it. */
  void add(Role by, byte[] description) throws SdpException, MikeyFormatException {
    SessionDescription sdp =
        SessionDescription.parse(new String(description, StandardCharsets.UTF_8));
    Optional<KeyMgmtAttribute> message =
        sdp.effectiveKeyMgmt(CallSdp.AUDIO, KeyMgmtAttribute.MIKEY);
    sent.add(
        new Sent(
            by,
            sdp,
            message.isPresent()
                ? Optional.of(DecodedMessage.decode(message.get().data().toArray()))
                : Optional.empty()));
  }

  void custody(Role role, CustodyReport report) {
    custody.put(role, report);
  }

  /**
   * A receiver beside Bob.
   *
   * @param identity the user's URI
   * @param custody where its secrets have been
   */
  public record Member(String identity, CustodyReport custody) {}

  void members(List<Member> all) {
    members = List.copyOf(all);
  }

  /** Notes that one more receiver has taken its message. */
  void memberDone() {
    membersDone.incrementAndGet();
  }

  /** How many receivers have taken their messages; any thread may ask. */
  public int membersDone() {
    return membersDone.get();
  }

  List<Member> members() {
    return members;
  }

  void srtp(SrtpResult result) {
    srtp = result;
  }

  /** The mode's name. */
  public String mode() {
    return settings.mode().toString();
  }

  /** The exchange's kind. */
  public DemoSettings settings() {
    return settings;
  }

  DemoTokens.Kind token() {
    return token;
  }

  List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** The first description that a party sent. */
  Optional<Sent> sentBy(Role role) {
    return sent.stream().filter(one -> one.by() == role).findFirst();
  }

  CustodyReport custody(Role role) {
    return custody.getOrDefault(role, CustodyReport.empty());
  }

  SrtpResult srtp() {
    return srtp;
  }
}
