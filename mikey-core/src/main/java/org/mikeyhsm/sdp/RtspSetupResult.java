package org.mikeyhsm.sdp;

import java.util.Objects;
import java.util.Optional;

/** What an RTSP server makes of the key management of a SETUP request (RFC 4567 section 4.2). */
public sealed interface RtspSetupResult {
  /**
   * The request may proceed.
   *
   * @param server to be asked about the next SETUP
   */
  record Proceed(RtspKeyMgmtServer server) implements RtspSetupResult {
    /** Refuses null. */
    public Proceed {
      Objects.requireNonNull(server, "server");
    }
  }

  /**
   * The request is refused and the session aborted; all its keys are discarded.
   *
   * @param status what to send
   * @param reason for the local log
   * @param header the protocol's error message, for the response; only with {@link
   *     Status#KEY_MANAGEMENT_FAILURE}
   */
  record Refused(Status status, String reason, Optional<RtspKeyMgmtHeader> header)
      implements RtspSetupResult {
    /** Refuses nulls. */
    public Refused {
      Objects.requireNonNull(status, "status");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(header, "header");
    }
  }

  /** The RTSP status of a refusal. */
  enum Status {
    /** A key management message was expected, and none came. */
    FORBIDDEN(403, "Forbidden"),
    /** Key management failed (RFC 4567 section 3.2). */
    KEY_MANAGEMENT_FAILURE(463, "Key management failure");

    private final int code;
    private final String phrase;

    Status(int code, String phrase) {
      this.code = code;
      this.phrase = phrase;
    }

    /** The status code. */
    public int code() {
      return code;
    }

    /** The reason phrase. */
    public String phrase() {
      return phrase;
    }
  }
}
