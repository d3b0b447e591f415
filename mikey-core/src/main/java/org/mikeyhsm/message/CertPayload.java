package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The CERT payload (RFC 3830 6.7): one certificate of a chain, or where to get it. Immutable,
 * thread-safe.
 *
 * @param certType the kind of certificate
 * @param data 0..65535 octets
 */
public record CertPayload(CertType certType, Octets data) implements Payload {
  static final PayloadCodec<CertPayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code data} has more than 65535 octets
   */
  public CertPayload {
    Objects.requireNonNull(certType);
    Widths.twoOctets("certificate length", data.length());
  }

  @Override
  public int type() {
    return PayloadType.CERT.value();
  }

  private static final class Codec implements PayloadCodec<CertPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.CERT;
    }

    @Override
    public Class<CertPayload> payloadClass() {
      return CertPayload.class;
    }

    @Override
    public String section() {
      return "RFC 3830 6.7";
    }

    private static final int SEQUENCE = 0x30;

    /** Whether tag and length are those of a SEQUENCE that fills the octets; no deeper look. */
    private static boolean isOneSequence(byte[] der) {
      if (der.length < 2 || der[0] != SEQUENCE) {
        return false;
      }
      int length = der[1] & 0xFF;
      int lengthOctets = length < 0x80 ? 0 : length & 0x7F;
      if (lengthOctets > 2 || der.length < 2 + lengthOctets) {
        return false;
      }
      if (lengthOctets > 0) {
        length = 0;
        for (int i = 0; i < lengthOctets; i++) {
          length = length << 8 | der[2 + i] & 0xFF;
        }
      }
      return der.length == 2 + lengthOctets + length;
    }

    @Override
    public CertPayload decode(OctetReader in) throws MikeyFormatException {
      CertType certType = in.codePoint("certType", CertType::new);
      int length = in.u16("certLength");
      int at = in.position();
      boolean text = certType.equals(CertType.X509V3_URL);
      Octets data = text ? in.text("data", length) : in.octets("data", length);
      if (certType.isAssigned() && !text && !isOneSequence(data.toArray())) {
        in.note(at, "the certificate is not one DER sequence");
      }
      return new CertPayload(certType, data);
    }

    @Override
    public void encode(CertPayload payload, OctetWriter out) {
      out.u8(payload.certType.value()).u16(payload.data.length()).octets(payload.data);
    }
  }
}
