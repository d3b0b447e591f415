package org.mikeyhsm.mode.pk;

import java.security.Provider;
import java.util.ArrayList;
import java.util.List;

/** A provider that notes which engines of another are asked for, in order. */
final class CallLog extends Provider {
  private static final long serialVersionUID = 1L;

  private final transient Provider inner;
  private final transient List<String> calls = new ArrayList<>();

  CallLog(Provider inner) {
    super("CallLog", "1", "notes calls");
    this.inner = inner;
  }

  /** The calls since the last time. */
  synchronized List<String> take() {
    List<String> taken = List.copyOf(calls);
    calls.clear();
    return taken;
  }

  @Override
  public synchronized Service getService(String type, String algorithm) {
    calls.add(type + " " + algorithm);
    return inner.getService(type, algorithm);
  }
}
