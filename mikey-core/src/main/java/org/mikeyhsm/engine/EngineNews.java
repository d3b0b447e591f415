package org.mikeyhsm.engine;

import java.util.List;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Makes events of what happened, and tells them; under no lock. Thread-safe. */
final class EngineNews {
  private final EngineListeners listeners;
  private final TokenWatch token = new TokenWatch();

  EngineNews(List<EngineListener> first) {
    listeners = new EngineListeners(first);
    listeners.add(ExchangeEvent::record);
  }

  EngineListeners listeners() {
    return listeners;
  }

  MikeySession session(
      EngineMode mode, Side side, CryptoSessionBundle bundle, Stopwatch stopwatch) {
    return new MikeySession(mode, side, bundle, stopwatch, listeners);
  }

  void established(MikeySession session, Stopwatch stopwatch) {
    token.worked().ifPresent(listeners::tell);
    listeners.tell(
        new EngineEvent.Established(
            stopwatch.facts(session.peer()), session.bundle().terms().csbId(), session.atFirst()));
  }

  void refused(ExchangeFacts facts, Refusal refusal, boolean over) {
    if (refusal.reason() == Reason.TOKEN) {
      token.failed(refusal.detail()).ifPresent(listeners::tell);
    }
    listeners.tell(new EngineEvent.Refused(facts, refusal, over));
  }

  void abandoned(ExchangeFacts facts, boolean inTime) {
    listeners.tell(new EngineEvent.Abandoned(facts, inTime));
  }
}
