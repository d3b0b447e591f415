package org.mikeyhsm.jca;

import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A provider service made by a supplier, so that an engine can be handed its token and need not be
 * a public class.
 *
 * <p>Thread-safe.
 */
public final class EngineService extends Provider.Service {
  private final Supplier<?> engines;
  private final Predicate<Object> accepts;

  /**
   * Describes the service.
   *
   * @param provider its provider
   * @param type the service type, such as Mac or KeyDerivation
   * @param algorithm the algorithm's standard name
   * @param engineType the class of the engines, for people to read
   * @param engines makes a new engine at each call
   * @param accepts tells which keys the engine can use
   */
  public EngineService(
      Provider provider,
      String type,
      String algorithm,
      Class<?> engineType,
      Supplier<?> engines,
      Predicate<Object> accepts) {
    super(provider, type, algorithm, engineType.getName(), List.of(), Map.of());
    this.engines = engines;
    this.accepts = accepts;
  }

  @Override
  public Object newInstance(Object constructorParameter) {
    return engines.get();
  }

  @Override
  public boolean supportsParameter(Object parameter) {
    return accepts.test(parameter);
  }
}
