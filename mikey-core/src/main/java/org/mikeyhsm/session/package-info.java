/**
 * The crypto session bundle: CS ID map, security policies, derived keys, rekeying (CSB update),
 * timestamps and the replay cache (RFC 3830 sections 4.1, 4.4, 4.5 and 5.4).
 */
package org.mikeyhsm.session;
