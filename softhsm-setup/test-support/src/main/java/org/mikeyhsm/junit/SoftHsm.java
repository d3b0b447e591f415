package org.mikeyhsm.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Gives a test class a throw-away token: a directory of SoftHSM2's of its own, a random label and
 * random PINs, and the provider {@code MikeyPkcs11} on it. It is there from before {@code
 * BeforeAll} until after {@code AfterAll}, for nested classes too; then all of it is deleted.
 *
 * <p>Constructors, lifecycle and test methods can have parameters of type {@link SoftHsmToken},
 * {@link org.mikeyhsm.hsm.token.Token} and {@link org.mikeyhsm.hsm.provider.MikeyPkcs11Provider}.
 *
 * <pre>{@code
 * @SoftHsm
 * class CallTest {
 *   @Test
 *   void keysStayInside(SoftHsmToken hsm) {
 *     MikeyContext context = MikeyContext.forNewKeys(hsm.provider(), Clock.systemUTC());
 *   }
 * }
 * }</pre>
 *
 * <p>Where there is no SoftHSM2 the class fails, and is told how to install it; it is not skipped.
 * Classes can run in parallel, in one JVM or several. JUnit 5.13 or newer.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(SoftHsmExtension.class)
@ResourceLock(providers = InstalledProviderLock.class)
public @interface SoftHsm {
  /** The PKCS#11 library that has the token. */
  Library module() default Library.SOFTHSM;

  /**
   * Whether {@code Security.getProvider("MikeyPkcs11")} finds the provider while the class runs.
   * The JVM has one of a name: such classes do not run at the same time, in one JVM. With false
   * they can; the provider is injected all the same.
   */
  boolean installed() default true;

  /** A PKCS#11 library. */
  enum Library {
    /** SoftHSM2 as it is. */
    SOFTHSM,

    /** libmikeytoken.so on top of SoftHSM2, which keeps every key of a call inside. */
    MIKEYTOKEN
  }
}
