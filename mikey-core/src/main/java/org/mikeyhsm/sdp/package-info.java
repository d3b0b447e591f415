/**
 * MIKEY inside SDP and RTSP (RFC 4567): the {@code a=key-mgmt} attribute, the RTSP {@code KeyMgmt}
 * header, the numbering of crypto sessions by media lines, the protection against bidding down, and
 * the negotiations: offer and answer, one-way announcement, RTSP in PLAY mode. Text in, text out;
 * nothing here touches a key. Key management itself is called through {@link
 * org.mikeyhsm.sdp.KeyManagement}.
 */
package org.mikeyhsm.sdp;
