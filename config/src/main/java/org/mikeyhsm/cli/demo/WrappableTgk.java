package org.mikeyhsm.cli.demo;

import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;

/** A TGK whose length makes AES-KW-128 possible, which has no padding (RFC 3830 section 4.2.3). */
final class WrappableTgk {
  private static final int LEAST = 16;
  private static final int SEMIBLOCK = 8;

  /** Octets of the headers of an ID payload and of a Key data sub-payload. */
  private static final int HEADERS = 8;

  private WrappableTgk() {}

  /** The shortest of 128 bits or more behind an identity. */
  static KeyDataRequest behind(IdPayload identity) {
    int before = HEADERS + identity.data().length();
    int length = LEAST + Math.floorMod(-(before + LEAST), SEMIBLOCK);
    return new KeyDataRequest(KeyDataType.TGK, length, 0, KeyValidity.none(), KeyPlace.PROVIDER);
  }
}
