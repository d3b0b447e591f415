/**
 * The wire: immutable records, one per payload, a strict decoder and a canonical encoder (RFC 3830
 * section 6). Nothing here touches a key.
 */
package org.mikeyhsm.message;
