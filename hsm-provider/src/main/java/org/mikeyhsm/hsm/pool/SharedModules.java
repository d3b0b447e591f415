package org.mikeyhsm.hsm.pool;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.mikeyhsm.hsm.token.CryptokiModule;

/**
 * PKCS#11 libraries for several tokens of a pool: two slots of one library share it, for it can be
 * initialized once only; the last of them finalizes it. Where that fails it is tried again before
 * the library is opened anew. Thread-safe.
 */
public final class SharedModules {
  private final Map<Object, Entry> entries = new HashMap<>();

  private static final class Entry {
    private final CryptokiModule module;
    private int users;

    Entry(CryptokiModule module) {
      this.module = module;
    }
  }

  /** No module is open yet. */
  public SharedModules() {}

  /**
   * A module that others may use as well.
   *
   * @param module the module, which only {@link #close} closes
   * @param release lets go of it
   */
  public record Use(CryptokiModule module, Runnable release) implements AutoCloseable {
    /** Lets go of the module, which closes it if nobody else uses it. */
    @Override
    public void close() {
      release.run();
    }
  }

  /**
   * Opens a library, or shares it.
   *
   * @param key what tells it from others, its file say
   * @param opener opens it if it is not open
   * @return the caller closes it
   */
  public synchronized Use open(Object key, Supplier<CryptokiModule> opener) {
    Entry left = entries.get(key);
    if (left != null && left.users == 0) {
      left.module.close();
      entries.remove(key);
    }
    Entry entry = entries.computeIfAbsent(key, any -> new Entry(opener.get()));
    entry.users++;
    boolean[] released = {false};
    return new Use(
        entry.module,
        () -> {
          synchronized (this) {
            if (!released[0]) {
              released[0] = true;
              release(key, entry);
            }
          }
        });
  }

  private void release(Object key, Entry entry) {
    entry.users--;
    if (entry.users == 0) {
      entry.module.close();
      entries.remove(key);
    }
  }
}
