/**
 * MIKEY-SAKKE (RFC 6509): one message, signed by ECCSI, carries a Shared Secret Value to one
 * receiver or to each member of a group; nobody answers. With it, the profile of 3GPP MCX as far as
 * {@code docs/mcx.md} says.
 */
package org.mikeyhsm.mode.sakke;
