/**
 * What the modes with certificates share (RFC 3830 sections 3.2, 3.3, RFC 4738): this side's keys
 * and certificates, whom it trusts, signature and envelope schemes, and the cache of envelope keys.
 */
package org.mikeyhsm.mode.pki;
