package org.mikeyhsm.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Values of the RFCs' appendices and of an implementer's messages; each resource names its source.
 */
public final class RfcValues {
  /** RFC 6507 Appendix A. */
  public static final RfcValues RFC6507 = new RfcValues("rfc6507.json");

  /** RFC 6508 Appendix A. */
  public static final RfcValues RFC6508 = new RfcValues("rfc6508.json");

  /** RFC 6509 Appendix A. */
  public static final RfcValues RFC6509 = new RfcValues("rfc6509.json");

  /** Messages of 3GPP MCX between users of one KMS. */
  public static final RfcValues MCX = new RfcValues("mcx.json");

  private final JsonNode root;

  private RfcValues(String resource) {
    try (InputStream in =
        Objects.requireNonNull(RfcValues.class.getResourceAsStream(resource), resource)) {
      root = new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All values. */
  public JsonNode root() {
    return root;
  }

  /** A value's digits. */
  public String hex(String name) {
    return root.get(name).asText();
  }

  /** A value as an integer. */
  public BigInteger number(String name) {
    return new BigInteger(hex(name), 16);
  }

  /** A value's octets. */
  public byte[] octets(String name) {
    return HexFormat.of().parseHex(hex(name));
  }

  /** A value as an integer in so many octets. */
  public byte[] octets(String name, int length) {
    return toOctets(number(name), length);
  }

  /** An integer in so many octets. */
  public static byte[] toOctets(BigInteger number, int length) {
    return HexFormat.of().parseHex(String.format("%0" + 2 * length + "x", number));
  }
}
