/**
 * What is done to a token before it is used: keys generated in it, imported wrapped, handed to a
 * peer wrapped, listed, deleted. No key's octets come into this process.
 */
package org.mikeyhsm.hsm.provisioning;
