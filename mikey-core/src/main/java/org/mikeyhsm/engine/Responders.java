package org.mikeyhsm.engine;

import java.security.GeneralSecurityException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.exchange.ErrorMessages;
import org.mikeyhsm.mode.exchange.Intake;

/** What answers, by mode. Thread-safe. */
final class Responders implements AutoCloseable {
  /** The data type is the second octet of every message (RFC 3830 section 6.1). */
  private static final int DATA_TYPE_AT = 1;

  private final MikeyContext context;
  private final Map<EngineMode, ModeDriver.Responding> byMode = new EnumMap<>(EngineMode.class);

  Responders(EngineKeys keys, List<EngineMode> modes) {
    context = keys.context();
    for (EngineMode mode : modes) {
      if (mode.driver().answers(keys)) {
        byMode.put(mode, mode.driver().responder(keys));
      }
    }
  }

  /** The mode that a message says it is of; empty if none that is in use. */
  Optional<EngineMode> mode(Octets message) {
    if (message.length() <= DATA_TYPE_AT) {
      return Optional.empty();
    }
    DataType type = new DataType(message.slice(DATA_TYPE_AT, DATA_TYPE_AT + 1).toArray()[0] & 0xff);
    return byMode.keySet().stream()
        .filter(mode -> mode.driver().firstMessage().equals(type))
        .findFirst();
  }

  Accepted receive(EngineMode mode, Octets message)
      throws MikeyException, GeneralSecurityException {
    return byMode.get(mode).receiver().receive(message);
  }

  /** Refuses a message of no mode that is in use. */
  MikeyException refuse(Octets message) {
    DecodedMessage decoded;
    try {
      decoded = Intake.decode(context, message);
    } catch (MikeyException e) {
      return e;
    }
    DataType type = decoded.message().header().dataType();
    return new ErrorMessages(decoded)
        .unauthenticated(
            new ExchangeException(
                Failure.DATA_TYPE,
                "HDR",
                DATA_TYPE_AT,
                "data type "
                    + type.value()
                    + " ("
                    + type.name()
                    + ") begins no exchange of the modes in use here: "
                    + byMode.keySet().stream()
                        .map(EngineMode::toString)
                        .collect(Collectors.joining(", "))));
  }

  @Override
  public void close() {
    byMode.values().forEach(responding -> responding.close().run());
  }
}
