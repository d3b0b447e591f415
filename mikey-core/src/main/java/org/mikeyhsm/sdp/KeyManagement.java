package org.mikeyhsm.sdp;

/**
 * One key management protocol as SDP and RTSP see it (RFC 4567 sections 4 and 7.1). The application
 * implements it over its MIKEY initiator or responder, one instance per call. The classes that are
 * given one call it on the caller's thread. A runtime exception out of {@link #process} counts as a
 * failure: everything is discarded, then it is thrown on.
 */
public interface KeyManagement {
  /**
   * Processes the peer's message. Keys are to be held back from the media until the whole setup has
   * succeeded, since another level may still fail.
   */
  KeyMgmtOutcome process(KeyMgmtMessage message);

  /**
   * Gives up all that was begun or agreed at a level, now or earlier, since the setup failed, the
   * peer chose another protocol or the media is gone. May be called for a level at which nothing
   * was begun.
   */
  void discard(KeyMgmtLevel level);
}
