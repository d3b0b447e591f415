package org.mikeyhsm.message;

/**
 * What stands inside the encrypted data of KEMAC (RFC 3830 6.2), IBAKE and ESK (RFC 6267 6.1). A
 * class of keys is closed by whoever receives it.
 */
public sealed interface SubPayload
    permits IdPayload, IdrPayload, KeyDataSubPayload, SecretKeySubPayload, EccptSubPayload {
  /** The Next payload value that announces this; {@link PayloadType} names it. */
  int type();
}
