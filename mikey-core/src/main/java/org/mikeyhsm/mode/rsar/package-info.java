/**
 * The RSA-R mode, RSA in reverse (RFC 4738): the responder chooses the keys and encrypts them for
 * the initiator, in unicast or for the members of a group.
 *
 * <p>An initiator is made with {@link org.mikeyhsm.mode.rsar.RsarInitiator}, one an exchange; a
 * {@link org.mikeyhsm.mode.rsar.RsarResponder} serves any number of exchanges.
 */
package org.mikeyhsm.mode.rsar;
