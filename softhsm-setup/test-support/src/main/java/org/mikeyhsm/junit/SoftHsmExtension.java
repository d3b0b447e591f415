package org.mikeyhsm.junit;

import java.lang.reflect.AnnotatedElement;
import java.security.Security;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.Token;

/**
 * Makes what {@link SoftHsm} asks for; JUnit makes it where a class says that. Thread-safe: it has
 * no state, JUnit's store has the tokens and closes them.
 */
public final class SoftHsmExtension implements BeforeAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SoftHsmExtension.class);

  /** For JUnit. */
  public SoftHsmExtension() {}

  /** A token, and whether its provider is in {@link Security}'s list. */
  private record Lent(SoftHsmToken token, boolean installed) implements AutoCloseable {
    static Lent of(SoftHsm wanted) {
      SoftHsmToken token = SoftHsmToken.create(wanted.module());
      if (wanted.installed() && Security.addProvider(token.provider()) == -1) {
        token.close();
        throw new ExtensionConfigurationException(
            "a provider "
                + MikeyPkcs11Provider.NAME
                + " is installed already; remove it before the class runs, or say"
                + " @SoftHsm(installed = false)");
      }
      return new Lent(token, wanted.installed());
    }

    @Override
    public void close() {
      if (installed && Security.getProvider(MikeyPkcs11Provider.NAME) == token.provider()) {
        Security.removeProvider(MikeyPkcs11Provider.NAME);
      }
      token.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    token(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == SoftHsmToken.class || type == Token.class || type == MikeyPkcs11Provider.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    SoftHsmToken token = token(context);
    Class<?> type = parameter.getParameter().getType();
    if (type == Token.class) {
      return token.token();
    }
    return type == SoftHsmToken.class ? token : token.provider();
  }

  /** The token of the nearest class that is annotated; made where it is asked for first. */
  private static SoftHsmToken token(ExtensionContext context) {
    for (Optional<ExtensionContext> at = Optional.of(context);
        at.isPresent();
        at = at.get().getParent()) {
      Optional<AnnotatedElement> type = at.get().getElement().filter(Class.class::isInstance);
      Optional<SoftHsm> wanted =
          type.flatMap(element -> AnnotationSupport.findAnnotation(element, SoftHsm.class));
      if (wanted.isPresent()) {
        // Keyed by the class: a nested one sees what the store of the one around it has.
        return at.get()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(type.get(), key -> Lent.of(wanted.get()), Lent.class)
            .token();
      }
    }
    throw new ExtensionConfigurationException(
        "no class around this one says @SoftHsm, which tells what token to make");
  }
}
