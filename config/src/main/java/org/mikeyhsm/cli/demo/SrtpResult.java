package org.mikeyhsm.cli.demo;

/**
 * What became of the SRTP packets of a call.
 *
 * @param sent intact packets, both ways together; one that was sent again counts once
 * @param verified those that the other side opened and found to be what was spoken
 * @param tamperedRefused whether both sides refused a packet that was changed on its way
 */
record SrtpResult(int sent, int verified, boolean tamperedRefused) {
  static final SrtpResult NONE = new SrtpResult(0, 0, false);

  SrtpResult plus(SrtpResult other) {
    return new SrtpResult(
        sent + other.sent, verified + other.verified, tamperedRefused && other.tamperedRefused);
  }
}
