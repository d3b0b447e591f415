package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;

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
    int length = 0;
    for (PolicyParameter parameter : parameters) {
      length = Math.addExact(length, 2 + parameter.value().length());
    }
    return length;
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
      Optional<IntFunction<? extends PolicyParameterType>> types = parameterTypes(protType);

      List<PolicyParameter> parameters = new ArrayList<>();
      ListReader list = params.list("parameters", section());
      while (params.remaining() > 0) {
        parameters.add(
            types.isPresent()
                ? decodeKnown(params, list, types.get())
                : list.next(section(), Codec::decodeOther));
      }
      list.end();
      return new SecurityPolicyPayload(policyNo, protType, parameters);
    }

    private static Optional<IntFunction<? extends PolicyParameterType>> parameterTypes(
        ProtType protType) {
      return switch (protType.value()) {
        case 0 -> Optional.of(SrtpParameter::new);
        case 1 -> Optional.of(TeslaParameter::new);
        default -> Optional.empty();
      };
    }

    private static PolicyParameter decodeKnown(
        OctetReader params, ListReader list, IntFunction<? extends PolicyParameterType> types)
        throws MikeyFormatException {
      // A parameter that is fed cannot be looked at before it is read.
      String section =
          params.isExplaining() ? types.apply(params.peek8()).section() : CODEC.section();
      return list.next(
          section,
          in -> {
            PolicyParameterType type = in.codePoint("parameterType", types);
            int length = in.u8("valueLength");
            int valueAt = in.position();
            Octets value = in.number("value", length, type::meaning);
            diagnose(in, valueAt, type, value);
            return new PolicyParameter(type.value(), value);
          });
    }

    private static PolicyParameter decodeOther(OctetReader in) throws MikeyFormatException {
      int type = in.u8("parameterType");
      return new PolicyParameter(type, in.octets("value", in.u8("valueLength")));
    }

    private static void diagnose(OctetReader in, int at, PolicyParameterType type, Octets value) {
      Optional<Long> number = PolicyParameterType.number(value);
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
      if (type.equals(SrtpParameter.ROC_TRANSMISSION_RATE) && n == 0) {
        in.note(at, type.name() + " is 0, which RFC 4771 4 forbids");
      }
      // RFC 3830 ends its private use at 255, the tables of these values begin it at 241.
      if (type.hasNamedValues() && type.valueName(n).isEmpty() && n < 241) {
        in.note(at, type.name() + " " + n + " is unassigned");
      }
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
