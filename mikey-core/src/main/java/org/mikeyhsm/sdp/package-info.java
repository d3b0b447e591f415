/**
 * MIKEY inside SDP and RTSP (RFC 4567): the {@code a=key-mgmt} attribute, the RTSP {@code KeyMgmt}
 * header, the numbering of crypto sessions by media lines and the protection against bidding down.
 * Text in, text out; nothing here touches a key.
 */
package org.mikeyhsm.sdp;
