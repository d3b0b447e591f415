/**
 * MIKEY (RFC 3830 and its modes) in pure Java over JCA: wire, sessions, modes, SDP, the custody
 * model and a software provider. Knows nothing of PKCS#11.
 */
module org.mikeyhsm.core {
  requires jdk.jfr;
  requires static micrometer.core;
  requires static org.slf4j;

  exports org.mikeyhsm.crypto.eccsi;
  exports org.mikeyhsm.crypto.sakke;
  exports org.mikeyhsm.custody;
  exports org.mikeyhsm.engine;
  exports org.mikeyhsm.engine.observe;
  exports org.mikeyhsm.engine.sdp;
  exports org.mikeyhsm.jca;
  exports org.mikeyhsm.jca.software;
  exports org.mikeyhsm.message;
  exports org.mikeyhsm.mode;
  exports org.mikeyhsm.mode.dh;
  exports org.mikeyhsm.mode.dhhmac;
  exports org.mikeyhsm.mode.pk;
  exports org.mikeyhsm.mode.pki;
  exports org.mikeyhsm.mode.psk;
  exports org.mikeyhsm.mode.rsar;
  exports org.mikeyhsm.mode.sakke;
  exports org.mikeyhsm.sdp;
  exports org.mikeyhsm.session;
  exports org.mikeyhsm.trust;

  provides java.security.Provider with
      org.mikeyhsm.jca.software.MikeyProvider;
}
