/**
 * {@code mikey demo}: a call between two parties on this machine, from the session description to
 * the SRTP stream.
 */
package org.mikeyhsm.cli.demo;
