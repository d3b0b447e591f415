/**
 * What a token can do for MIKEY: one class per operation and way. Each names the mechanisms it
 * needs and the custody it yields; the token's own mechanism list decides which is taken.
 */
package org.mikeyhsm.hsm.mechanism;
