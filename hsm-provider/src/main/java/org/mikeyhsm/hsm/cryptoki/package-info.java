/**
 * A thin face over those PKCS#11 v2.40 C functions that this provider calls, in types of our own.
 * The library behind it is seen nowhere else.
 */
package org.mikeyhsm.hsm.cryptoki;
