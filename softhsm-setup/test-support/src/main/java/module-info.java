/** {@code @SoftHsm}: throw-away PKCS#11 tokens for tests. */
module org.mikeyhsm.junit {
  requires com.sun.jna;
  requires transitive org.junit.jupiter.api;
  requires transitive org.mikeyhsm.hsm;

  exports org.mikeyhsm.junit;

  // JUnit makes the extension and the provider of locks.
  opens org.mikeyhsm.junit to
      org.junit.platform.commons;
}
