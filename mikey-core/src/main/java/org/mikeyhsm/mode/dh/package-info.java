/**
 * The signed Diffie-Hellman mode (RFC 3830 section 3.3) and its CSB update (section 4.5).
 *
 * <p>An initiator is made with {@link org.mikeyhsm.mode.dh.DhInitiator}, one an exchange; a {@link
 * org.mikeyhsm.mode.dh.DhResponder} serves any number of exchanges.
 */
package org.mikeyhsm.mode.dh;
