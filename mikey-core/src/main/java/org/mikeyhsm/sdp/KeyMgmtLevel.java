package org.mikeyhsm.sdp;

/** Where in a session description an attribute stands (RFC 4567 section 3.1). */
public sealed interface KeyMgmtLevel {
  /** Before the first media line: for every media with a secure profile. */
  record Session() implements KeyMgmtLevel {}

  /**
   * Inside one media description: for that media alone.
   *
   * @param index the media description, counted from 0
   */
  record Media(int index) implements KeyMgmtLevel {
    /**
     * Checks the index.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Media {
      if (index < 0) {
        throw new IllegalArgumentException("negative media index");
      }
    }
  }

  /** The session level. */
  static KeyMgmtLevel session() {
    return new Session();
  }

  /**
   * The level of one media description.
   *
   * @param index counted from 0
   * @throws IllegalArgumentException if it is negative
   */
  static KeyMgmtLevel media(int index) {
    return new Media(index);
  }
}
