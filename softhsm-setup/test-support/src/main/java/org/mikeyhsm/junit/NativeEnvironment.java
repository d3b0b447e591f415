package org.mikeyhsm.junit;

import com.sun.jna.Function;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * This process's environment as native libraries read it; {@link System#getenv()} is a copy from
 * when the JVM started. Changes are undone, and made by one thread at a time.
 */
final class NativeEnvironment {
  private static final Object ONE_AT_A_TIME = new Object();

  private NativeEnvironment() {}

  /** Runs something while variables have other values. */
  static <T> T with(Map<String, String> variables, Supplier<T> action) {
    synchronized (ONE_AT_A_TIME) {
      Map<String, Optional<String>> before = new HashMap<>();
      variables.keySet().forEach(name -> before.put(name, get(name)));
      try {
        variables.forEach(NativeEnvironment::set);
        return action.get();
      } finally {
        before.forEach(
            (name, value) ->
                value.ifPresentOrElse(text -> set(name, text), () -> call("unsetenv", name)));
      }
    }
  }

  static Optional<String> get(String name) {
    return Optional.ofNullable(
        Function.getFunction("c", "getenv").invokeString(new Object[] {name}, false));
  }

  private static void set(String name, String value) {
    call("setenv", name, value, 1);
  }

  private static void call(String function, Object... arguments) {
    if (Function.getFunction("c", function).invokeInt(arguments) != 0) {
      throw new IllegalStateException(function + " refuses " + arguments[0]);
    }
  }
}
