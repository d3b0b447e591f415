/**
 * Whether a certificate is to be trusted, what identity it proves, and where one that is sent by
 * its URL comes from (RFC 3830 section 4.3, RFC 4738 section 3.8, RFC 5280).
 */
package org.mikeyhsm.trust;
