package org.mikeyhsm.sdp;

import java.util.List;
import java.util.Objects;

/**
 * Where an offerer's negotiation stands (RFC 4567 sections 4.1.1 and 4.1.2). {@link KeyMgmtOfferer}
 * makes a {@link KeyMgmtOffer}; its answer leads to one of the other three.
 */
public sealed interface OfferState permits KeyMgmtOffer, OfferState.Answered, OfferState.Ended {
  /**
   * Every level succeeded; the media may be keyed.
   *
   * @param agreement what keys which media; for {@link KeyMgmtOfferer#rekey} later
   */
  record Answered(KeyMgmtAgreement agreement) implements OfferState {
    /** Refuses null. */
    public Answered {
      Objects.requireNonNull(agreement, "agreement");
    }
  }

  /** Without keys; what had succeeded at other levels is discarded. */
  sealed interface Ended extends OfferState {
    /** Why, for the local log; one entry or more. */
    List<String> reasons();
  }

  /**
   * The answerer refused the offer in its answer. Another one may be made by {@link
   * KeyMgmtOfferer#offer}, for which it is recommended to keep the session; otherwise the session
   * is to be aborted (RFC 4567 section 4.1.1).
   */
  record Rejected(List<String> reasons) implements Ended {
    /** Copies the list. */
    public Rejected {
      reasons = List.copyOf(reasons);
    }
  }

  /** The session must be aborted, an established one as well (RFC 4567 section 4.1.2). */
  record Aborted(List<String> reasons) implements Ended {
    /** Copies the list. */
    public Aborted {
      reasons = List.copyOf(reasons);
    }
  }
}
