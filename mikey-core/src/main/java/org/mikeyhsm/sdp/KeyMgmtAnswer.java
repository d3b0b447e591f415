package org.mikeyhsm.sdp;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What an answerer sends back (RFC 4567 section 4.1.2). Immutable and thread-safe. */
public sealed interface KeyMgmtAnswer {
  /**
   * Every level succeeded; the answer completes the exchange.
   *
   * @param description the answer to send
   * @param agreement what keys which media; for {@link KeyMgmtAnswerer#answerRekey} later
   */
  record Accepted(SessionDescription description, KeyMgmtAgreement agreement)
      implements KeyMgmtAnswer {
    /** Refuses nulls. */
    public Accepted {
      Objects.requireNonNull(description, "description");
      Objects.requireNonNull(agreement, "agreement");
    }
  }

  /**
   * A level failed, and another offer is wanted; no media is keyed.
   *
   * @param description the answer to send: at the failed level the protocol's error message, at the
   *     others nothing
   * @param reason for the local log
   */
  record Renegotiate(SessionDescription description, String reason) implements KeyMgmtAnswer {
    /** Refuses nulls. */
    public Renegotiate {
      Objects.requireNonNull(description, "description");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * A level failed, and the session is aborted.
   *
   * @param reason for the local log
   * @param warnings for the SIP response, one or more
   * @param body a description with the protocol's error message at the failed level, which the
   *     response may carry; empty if there is no such message
   */
  record Refused(String reason, List<SipWarning> warnings, Optional<SessionDescription> body)
      implements KeyMgmtAnswer {
    /** The SIP status code to send. */
    public static final int SIP_STATUS = 488;

    /** The SIP reason phrase to send. */
    public static final String SIP_REASON = "Not Acceptable Here";

    /** Copies the list. */
    public Refused {
      Objects.requireNonNull(reason, "reason");
      warnings = List.copyOf(warnings);
      Objects.requireNonNull(body, "body");
    }
  }
}
