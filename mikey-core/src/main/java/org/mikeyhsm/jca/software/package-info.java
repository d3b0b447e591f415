/**
 * The software provider {@code Mikey}: keys in host memory, custody HOST. The only package that may
 * look at a key's octets.
 */
package org.mikeyhsm.jca.software;
