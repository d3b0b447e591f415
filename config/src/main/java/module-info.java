/** The configuration, the engine opened from one, and the {@code mikey} command line. */
module org.mikeyhsm.config {
  requires com.fasterxml.jackson.core;
  requires info.picocli;
  requires java.logging;
  requires jitsi.srtp;
  requires jitsi.utils;
  requires org.slf4j;
  requires transitive org.mikeyhsm.core;
  requires transitive org.mikeyhsm.hsm;
  requires org.yaml.snakeyaml;

  // jitsi-srtp has no module descriptor that could name what it needs at run time.
  requires kotlin.stdlib;
  requires org.bouncycastle.provider;

  exports org.mikeyhsm.config;
  exports org.mikeyhsm.service;

  opens org.mikeyhsm.cli to
      info.picocli;
}
