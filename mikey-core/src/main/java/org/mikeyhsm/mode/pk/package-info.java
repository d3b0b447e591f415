/**
 * The public-key mode (RFC 3830 section 3.2) and its CSB update (section 4.5).
 *
 * <p>An initiator is made with {@link org.mikeyhsm.mode.pk.PkInitiator}, one an exchange; a {@link
 * org.mikeyhsm.mode.pk.PkResponder} serves any number of exchanges.
 */
package org.mikeyhsm.mode.pk;
