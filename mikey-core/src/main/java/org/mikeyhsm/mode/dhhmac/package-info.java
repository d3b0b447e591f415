/**
 * Diffie-Hellman authenticated by a pre-shared key (RFC 4650) and its CSB update (section 3.1).
 *
 * <p>An initiator is made with {@link org.mikeyhsm.mode.dhhmac.DhhmacInitiator}, one an exchange; a
 * {@link org.mikeyhsm.mode.dhhmac.DhhmacResponder} serves any number of exchanges.
 */
package org.mikeyhsm.mode.dhhmac;
