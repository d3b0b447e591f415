/**
 * Modular arithmetic on fixed limbs, without a branch or an index that depends on a value. Internal
 * to the identity-based cryptography; not exported.
 */
package org.mikeyhsm.crypto.field;
