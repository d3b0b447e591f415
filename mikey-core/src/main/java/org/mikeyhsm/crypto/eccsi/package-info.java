/**
 * Elliptic Curve-based Certificateless Signatures for Identity-based Encryption (RFC 6507) with
 * P-256 and SHA-256, as RFC 6509 section 2.1.1 has them: the mathematics, on octet strings. Secrets
 * go in and come out as octets, so only a provider that holds them in host memory has use for the
 * private side.
 */
package org.mikeyhsm.crypto.eccsi;
