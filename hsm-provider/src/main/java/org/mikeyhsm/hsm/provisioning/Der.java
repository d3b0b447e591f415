package org.mikeyhsm.hsm.provisioning;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import org.mikeyhsm.message.Octets;

/** The little of DER (X.690) that PKCS#11's attributes and signatures are written in. */
final class Der {
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int SEQUENCE = 0x30;

  private Der() {}

  static Octets integer(BigInteger value) {
    return element(INTEGER, Octets.of(value.toByteArray()));
  }

  static Octets element(int tag, Octets... contents) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (Octets part : contents) {
      content.writeBytes(part.toArray());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length > 0xFF) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length > 0x7F) {
      out.write(0x81);
    }
    out.write(length & 0xFF);
    out.writeBytes(content.toByteArray());
    return Octets.of(out.toByteArray());
  }
}
