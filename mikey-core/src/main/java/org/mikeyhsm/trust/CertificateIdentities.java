package org.mikeyhsm.trust;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;

/**
 * The identities that a certificate proves: of its subjectAltName (RFC 5280 section 4.2.1.6) each
 * uniformResourceIdentifier as a URI; each rfc822Name, and each otherName that is a user principal
 * name, as a NAI, whose form they have (RFC 3830 section 6.7). The common name proves nothing.
 */
public final class CertificateIdentities {
  private static final int OTHER_NAME = 0;
  private static final int RFC822_NAME = 1;
  private static final int URI_NAME = 6;

  /** The DER of OBJECT IDENTIFIER 1.3.6.1.4.1.311.20.2.3, id-ms-san-upn. */
  private static final Octets UPN = Octets.ofHex("060a2b060104018237140203");

  private static final int SEQUENCE = 0x30;
  private static final int CONTEXT_0 = 0xA0;
  private static final int UTF8_STRING = 0x0C;

  private CertificateIdentities() {}

  /** The identities, in the order of the certificate; none if the extension cannot be read. */
  public static List<IdPayload> of(X509Certificate certificate) {
    List<IdPayload> identities = new ArrayList<>();
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names != null) {
        names.forEach(name -> identity(name).ifPresent(identities::add));
      }
    } catch (CertificateParsingException e) {
      return List.of();
    }
    return List.copyOf(identities);
  }

  private static Optional<IdPayload> identity(List<?> name) {
    int type = (Integer) name.get(0);
    Object value = name.get(1);
    return switch (type) {
      case URI_NAME -> Optional.of(IdPayload.uri((String) value));
      case RFC822_NAME -> Optional.of(IdPayload.nai((String) value));
      case OTHER_NAME ->
          value instanceof byte[] der
              ? userPrincipalName(der).map(IdPayload::nai)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** SEQUENCE { type-id, [0] EXPLICIT UTF8String }, possibly inside the GeneralName's own [0]. */
  private static Optional<String> userPrincipalName(byte[] der) {
    Octets all = Octets.of(der);
    Octets inside = content(all, CONTEXT_0).or(() -> content(all, SEQUENCE)).orElse(all);
    Octets pair = content(inside, SEQUENCE).orElse(inside);
    int from = UPN.length();
    if (pair.length() <= from || !pair.slice(0, from).equals(UPN)) {
      return Optional.empty();
    }
    Octets value = pair.slice(from, pair.length());
    return content(value, CONTEXT_0)
        .map(once -> content(once, CONTEXT_0).orElse(once))
        .flatMap(text -> content(text, UTF8_STRING))
        .map(Octets::toUtf8);
  }

  /** The content of an element with this tag that fills the octets; lengths up to 65535. */
  private static Optional<Octets> content(Octets element, int tag) {
    byte[] der = element.toArray();
    if (der.length < 2 || (der[0] & 0xFF) != tag) {
      return Optional.empty();
    }
    int length = der[1] & 0xFF;
    int at = 2;
    if (length > 0x80) {
      int count = length & 0x7F;
      if (count > 2 || der.length < 2 + count) {
        return Optional.empty();
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length << 8 | der[at++] & 0xFF;
      }
    }
    return der.length == at + length
        ? Optional.of(element.slice(at, der.length))
        : Optional.empty();
  }
}
