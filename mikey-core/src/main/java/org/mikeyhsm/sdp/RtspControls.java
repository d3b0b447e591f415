package org.mikeyhsm.sdp;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The control URIs of a description got by RTSP: one per media, and the aggregated one of the
 * session, if it has one (RFC 2326 appendix C.1.1). Immutable and thread-safe.
 */
public final class RtspControls {
  private static final String FIELD = "control:";

  private final Map<URI, KeyMgmtLevel> byUri;
  private final Map<KeyMgmtLevel, URI> byLevel;

  private RtspControls(Map<URI, KeyMgmtLevel> byUri) {
    this.byUri = byUri;
    byLevel =
        byUri.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
  }

  /**
   * Reads the {@code a=control} attributes.
   *
   * @param base what relative ones are resolved against by RFC 3986 section 5: the Content-Base of
   *     the response, else its Content-Location, else the URI of the request; {@code *} stands for
   *     the base itself
   * @throws SdpException if one is not a URI, or appears twice at a level or at two levels
   * @throws IllegalArgumentException if {@code base} is not an absolute URI with a host
   */
  public static RtspControls of(SessionDescription sdp, String base) throws SdpException {
    URI resolved = baseOf(base);
    Map<URI, KeyMgmtLevel> byUri = new HashMap<>();
    put(byUri, KeyMgmtLevel.session(), sdp.sessionLines(), resolved);
    for (int i = 0; i < sdp.media().size(); i++) {
      put(byUri, KeyMgmtLevel.media(i), sdp.media().get(i).lines(), resolved);
    }
    return new RtspControls(byUri);
  }

  private static URI baseOf(String text) {
    URI base = parse(text).orElseThrow(() -> notBase(text));
    if (!base.isAbsolute() || base.getHost() == null) {
      throw notBase(text);
    }
    // URI.resolve joins host and relative path without a slash if the base has no path.
    return base.getRawPath().isEmpty() ? base.resolve("/") : base;
  }

  private static IllegalArgumentException notBase(String text) {
    return new IllegalArgumentException("not an absolute URI with a host: " + SdpText.quote(text));
  }

  private static Optional<URI> parse(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static void put(
      Map<URI, KeyMgmtLevel> byUri, KeyMgmtLevel level, List<SdpLine> lines, URI base)
      throws SdpException {
    List<String> values =
        lines.stream()
            .filter(line -> line.type() == 'a' && line.value().startsWith(FIELD))
            .map(line -> line.value().substring(FIELD.length()).strip())
            .toList();
    if (values.size() > 1) {
      throw new SdpException(0, KeyMgmtRun.at(level) + ": more than one control URI");
    }
    for (String value : values) {
      URI given = parse(value).orElseThrow(() -> notUri(level, value));
      URI uri = value.isEmpty() || value.equals("*") ? base : base.resolve(given);
      if (byUri.putIfAbsent(uri, level) != null) {
        throw new SdpException(
            0, KeyMgmtRun.at(level) + ": control URI of another level: " + SdpText.quote(value));
      }
    }
  }

  private static SdpException notUri(KeyMgmtLevel level, String value) {
    return new SdpException(
        0, KeyMgmtRun.at(level) + ": not a control URI: " + SdpText.quote(value));
  }

  /** The absolute control URI of a level; empty if it has none. */
  public Optional<String> uri(KeyMgmtLevel level) {
    return Optional.ofNullable(byLevel.get(level)).map(URI::toString);
  }

  /**
   * The level that an absolute URI controls; empty if it is none of this description's. Scheme and
   * host are compared without regard to case, the rest octet for octet.
   */
  public Optional<KeyMgmtLevel> level(String uri) {
    return parse(uri).map(byUri::get);
  }
}
