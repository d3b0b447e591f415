/** The JCA provider {@code MikeyPkcs11}. */
package org.mikeyhsm.hsm.provider;
