/**
 * Sakai-Kasahara Key Encryption (RFC 6508) with Parameter Set 1 of RFC 6509: the mathematics, on
 * octet strings. Secrets go in and come out as octets, so only a provider that holds them in host
 * memory has use for the private side.
 */
package org.mikeyhsm.crypto.sakke;
