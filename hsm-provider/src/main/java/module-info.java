/** The JCA provider {@code MikeyPkcs11}: MIKEY's engines on keys inside a PKCS#11 token. */
module org.mikeyhsm.hsm {
  requires transitive org.mikeyhsm.core;
  requires com.sun.jna;
  requires ipkcs11wrapper;
  requires static micrometer.core;
  requires static org.slf4j;

  exports org.mikeyhsm.hsm.observe;
  exports org.mikeyhsm.hsm.pool;
  exports org.mikeyhsm.hsm.token;
  exports org.mikeyhsm.hsm.provider;
  exports org.mikeyhsm.hsm.provisioning;
}
