package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The SP payload (RFC 3830 6.10). Immutable, thread-safe.
 *
 * @param policyNo the number that the CS ID map refers to, 0..255
 * @param protType the security protocol
 * @param parameters in the order of the wire, at most 65535 octets in all
 */
public record SecurityPolicyPayload(
    int policyNo, ProtType protType, List<PolicyParameter> parameters) implements Payload {
  static final PayloadCodec<SecurityPolicyPayload> CODEC = new Codec();

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if {@code policyNo} is not in 0..255 or the parameters do not
   *     fit
   */
  public SecurityPolicyPayload {
    Widths.octet("policy no", policyNo);
    Objects.requireNonNull(protType);
    parameters = List.copyOf(parameters);
    Widths.twoOctets("policy param length", length(parameters));
  }

  @Override
  public int type() {
    return PayloadType.SP.value();
  }

  private static int length(List<PolicyParameter> parameters) {
    return parameters.stream().mapToInt(p -> 2 + p.value().length()).reduce(0, Math::addExact);
  }

  private static final class Codec implements PayloadCodec<SecurityPolicyPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.SP;
    }

    @Override
    public Class<SecurityPolicyPayload> payloadClass() {
      return SecurityPolicyPayload.class;
    }

    @Override
    public String section() {
      return "RFC 3830 6.10";
    }

    @Override
    public SecurityPolicyPayload decode(OctetReader in) throws MikeyFormatException {
      int policyNo = in.u8("policyNo");
      ProtType protType = in.codePoint("protType", ProtType::new);
      int length = in.u16("policyParamLength");
      OctetReader params = in.slice("parameters", length);
      boolean srtp = protType.equals(ProtType.SRTP);

      int start = params.position();
      List<PolicyParameter> parameters = new ArrayList<>();
      List<Map<String, Object>> trace = new ArrayList<>();
      while (params.remaining() > 0) {
        parameters.add(
            srtp
                ? params.element(
                    trace, new SrtpParameter(params.peek8()).section(), Codec::decodeSrtp)
                : params.element(trace, section(), Codec::decodeOther));
      }
      params.list("parameters", start, trace, section());
      return new SecurityPolicyPayload(policyNo, protType, parameters);
    }

    private static PolicyParameter decodeSrtp(OctetReader in) throws MikeyFormatException {
      SrtpParameter type = in.codePoint("parameterType", SrtpParameter::new);
      int length = in.u8("valueLength");
      int valueAt = in.position();
      Octets value = in.number("value", length, octets -> meaning(type, octets));
      diagnose(in, valueAt, type, value);
      return new PolicyParameter(type, value);
    }

    private static PolicyParameter decodeOther(OctetReader in) throws MikeyFormatException {
      int type = in.u8("parameterType");
      return new PolicyParameter(type, in.octets("value", in.u8("valueLength")));
    }

    private static Optional<String> meaning(SrtpParameter type, Octets value) {
      Optional<Long> number = number(value);
      if (type.hasNamedValues()) {
        return number.map(n -> type.valueName(n).orElse(CodeTable.UNASSIGNED));
      }
      return number.flatMap(n -> type.unit().map(unit -> n + " " + unit));
    }

    private static void diagnose(OctetReader in, int at, SrtpParameter type, Octets value) {
      Optional<Long> number = number(value);
      if (number.isEmpty()) {
        return;
      }
      long n = number.get();
      // The lengths of the two tags that RFC 3711 knows, and no length of an HMAC-SHA-1 key.
      if (type.equals(SrtpParameter.SESSION_AUTH_KEY_LENGTH) && (n == 10 || n == 4)) {
        in.note(
            at,
            type.name()
                + " of "
                + n
                + " octets looks like an "
                + SrtpParameter.AUTHENTICATION_TAG_LENGTH.name()
                + " (type 11) put into type 3");
      }
      // RFC 3830 ends its private use at 255, the tables of these values begin it at 241.
      if (type.hasNamedValues() && type.valueName(n).isEmpty() && n < 241) {
        in.note(at, type.name() + " " + n + " is unassigned");
      }
    }

    private static Optional<Long> number(Octets value) {
      return value.isEmpty() || value.length() > 4
          ? Optional.empty()
          : Optional.of(Long.parseLong(value.toHex(), 16));
    }

    @Override
    public void encode(SecurityPolicyPayload payload, OctetWriter out) {
      out.u8(payload.policyNo).u8(payload.protType.value()).u16(length(payload.parameters));
      for (PolicyParameter parameter : payload.parameters) {
        out.u8(parameter.type()).u8(parameter.value().length()).octets(parameter.value());
      }
    }
  }
}
