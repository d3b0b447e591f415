/**
 * The pre-shared key mode (RFC 3830 section 3.1) and its CSB update (section 4.5).
 *
 * <p>An initiator is made with {@link org.mikeyhsm.mode.psk.PskInitiator}, one an exchange; a
 * {@link org.mikeyhsm.mode.psk.PskResponder} serves any number of exchanges.
 */
package org.mikeyhsm.mode.psk;
