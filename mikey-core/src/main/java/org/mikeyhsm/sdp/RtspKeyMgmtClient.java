package org.mikeyhsm.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The RTSP client's side of key management in PLAY mode (RFC 4567 section 4.2): the responder.
 * Immutable; as thread-safe as the protocols given to it.
 */
public final class RtspKeyMgmtClient {
  private final Map<String, KeyManagement> protocols;
  private final RtspControls controls;
  private final KeyMgmtAnnouncement.Received received;

  private RtspKeyMgmtClient(
      Map<String, KeyManagement> protocols,
      RtspControls controls,
      KeyMgmtAnnouncement.Received received) {
    this.protocols = protocols;
    this.controls = controls;
    this.received = received;
  }

  /**
   * Processes the description of a DESCRIBE response.
   *
   * @param controls of that description
   * @param protocols by protocol identifier
   * @param bidDown what offered messages are held to
   * @throws SdpException if the session is to be aborted, of which the server is told nothing: a
   *     level that keys a media has several protocols or an unknown one, no control URI (so session
   *     level needs an aggregated one), or its message is not accepted; nothing is keyed then
   * @throws IllegalArgumentException if a key is not a protocol identifier
   */
  public static RtspKeyMgmtClient described(
      SessionDescription description,
      RtspControls controls,
      Map<String, ? extends KeyManagement> protocols,
      BidDownPolicy bidDown)
      throws SdpException {
    for (KeyMgmtLevel level : KeyMgmtRun.inEffect(description, i -> true).keySet()) {
      if (controls.uri(level).isEmpty()) {
        throw new SdpException(0, KeyMgmtRun.at(level) + ": key management without control URI");
      }
    }
    return new RtspKeyMgmtClient(
        KeyMgmtRun.copyOf(protocols),
        controls,
        KeyMgmtAnnouncement.receive(description, i -> true, protocols, bidDown, true));
  }

  /**
   * The header of a SETUP request: the answer for the session level in the first SETUP of each RTSP
   * session, the same every time, and the answer for the media's own level. Each value names its
   * control URI.
   *
   * @param media the media that is set up, counted from 0
   * @param firstOfSession whether the request has no Session header, as every one has not if each
   *     media gets an RTSP session of its own
   * @return empty if there is nothing to answer
   */
  public Optional<RtspKeyMgmtHeader> setup(int media, boolean firstOfSession) {
    List<RtspKeyMgmtHeader.Spec> specs = new ArrayList<>();
    if (firstOfSession) {
      spec(KeyMgmtLevel.session()).ifPresent(specs::add);
    }
    spec(KeyMgmtLevel.media(media)).ifPresent(specs::add);
    return specs.isEmpty() ? Optional.empty() : Optional.of(new RtspKeyMgmtHeader(specs));
  }

  private Optional<RtspKeyMgmtHeader.Spec> spec(KeyMgmtLevel level) {
    return Optional.ofNullable(received.answers().get(level))
        .map(
            answer ->
                new RtspKeyMgmtHeader.Spec(answer.protocol(), controls.uri(level), answer.data()));
  }

  /** What keys which media, for use once the SETUP requests succeed. */
  public KeyMgmtAgreement agreement() {
    return received.agreement();
  }

  /** Discards everything, since the server refused a SETUP or the session ends. */
  public void abort() {
    new KeyMgmtRun(protocols, received.agreement().inUse()).discard();
  }
}
