/**
 * What the modes' initiators and responders share inside: state, payloads common to all requests,
 * replay, crypto sessions, verification and error messages. Not exported.
 */
package org.mikeyhsm.mode.exchange;
