package org.mikeyhsm.message;

/**
 * Makes the octets of fields that are known by name, while a reader asks for one after the other:
 * so a codec's one description of the fields reads octets and reads names. Each method throws the
 * reader's error where a field is missing or does not fit.
 */
interface FieldFeed {
  /** All octets so far, with those of the next field of {@code length} octets. */
  byte[] field(OctetReader in, String name, int length) throws MikeyFormatException;

  /** All octets so far, with those that several fields share. */
  byte[] shared(OctetReader in, BitFields fields) throws MikeyFormatException;

  /** All octets so far, with a Next payload field. */
  byte[] nextPayload(OctetReader in) throws MikeyFormatException;

  /** The fields of the next payload of the message follow. */
  void beginPayload(OctetReader in) throws MikeyFormatException;

  /** The elements of a list follow. */
  void beginList(OctetReader in, String name) throws MikeyFormatException;

  /** The fields of the next element of the innermost list follow. */
  void beginElement(OctetReader in) throws MikeyFormatException;

  /** The element has no more fields. */
  void endElement();

  /** The innermost list has no more elements. */
  void endList(OctetReader in) throws MikeyFormatException;

  /** The message has no more payloads. */
  void end(OctetReader in) throws MikeyFormatException;
}
