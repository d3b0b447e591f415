package org.mikeyhsm.sdp;

import java.util.Objects;
import java.util.Optional;

/** Where in a text a key management message was found. */
public sealed interface KeyMgmtOrigin {
  /** A short description for people. */
  String describe();

  /**
   * In a session description.
   *
   * @param level the level of its attribute
   */
  record InSessionDescription(KeyMgmtLevel level) implements KeyMgmtOrigin {
    /** Refuses null. */
    public InSessionDescription {
      Objects.requireNonNull(level, "level");
    }

    @Override
    public String describe() {
      return level instanceof KeyMgmtLevel.Media one
          ? "SDP media level, media " + one.index()
          : "SDP session level";
    }
  }

  /**
   * In an {@code a=key-mgmt} line outside a whole session description.
   *
   * @param line the number of the line, counted from 1
   */
  record AttributeLine(int line) implements KeyMgmtOrigin {
    @Override
    public String describe() {
      return "a=key-mgmt line " + line;
    }
  }

  /**
   * In an RTSP {@code KeyMgmt} header.
   *
   * @param uri the URI that the header names, if it does
   */
  record RtspHeader(Optional<String> uri) implements KeyMgmtOrigin {
    /** Refuses null. */
    public RtspHeader {
      Objects.requireNonNull(uri, "uri");
    }

    @Override
    public String describe() {
      return "RTSP KeyMgmt header" + uri.map(text -> " for " + text).orElse("");
    }
  }
}
