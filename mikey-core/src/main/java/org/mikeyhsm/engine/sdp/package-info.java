/** The engine behind the offer and answer of RFC 4567 ({@link org.mikeyhsm.sdp}). */
package org.mikeyhsm.engine.sdp;
