package org.mikeyhsm.hsm.token;

import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.hsm.cryptoki.TokenInfo;

/**
 * The connection of a token, and what takes its place when it dies: work is done on the present
 * one, and once more on a new one. Thread-safe.
 */
final class Link {
  private final Token owner;
  private final Cryptoki cryptoki;
  private final TokenInfo info;
  private final Boundary boundary;
  private final PinSource pinSource;
  private final Supplier<SlotId> slotFinder;
  private final Runnable onRefusal;
  private final TokenObserver observer;

  /** Read: an operation is under way. Write: the token is being closed or connected anew. */
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();

  private Connection connection;
  private Optional<PinRefusedException> refused = Optional.empty();
  private boolean closed;

  /**
   * The link of a token whose connection was opened.
   *
   * @param slotFinder finds the slot again after the token was lost
   * @param onRefusal told when the PIN is refused after that
   * @param observer told when it was connected anew
   */
  Link(
      Token owner,
      Cryptoki cryptoki,
      TokenInfo info,
      Boundary boundary,
      PinSource pinSource,
      Supplier<SlotId> slotFinder,
      Runnable onRefusal,
      TokenObserver observer,
      Connection connection) {
    this.owner = owner;
    this.cryptoki = cryptoki;
    this.info = info;
    this.boundary = boundary;
    this.pinSource = pinSource;
    this.slotFinder = slotFinder;
    this.onRefusal = onRefusal;
    this.observer = observer;
    this.connection = connection;
  }

  boolean isOpen() {
    lifetime.readLock().lock();
    try {
      return !closed;
    } finally {
      lifetime.readLock().unlock();
    }
  }

  int openSessionCount() {
    lifetime.readLock().lock();
    try {
      return closed ? 0 : 1 + connection.sessions().openCount();
    } finally {
      lifetime.readLock().unlock();
    }
  }

  Optional<Token.Load> load() {
    if (!lifetime.readLock().tryLock()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          closed
              ? new Token.Load(0, 0)
              : new Token.Load(
                  1 + connection.sessions().openCount(), connection.sessions().waitingCount()));
    } finally {
      lifetime.readLock().unlock();
    }
  }

  int sessionObjectCount() {
    lifetime.readLock().lock();
    try {
      return connection.objects().count();
    } finally {
      lifetime.readLock().unlock();
    }
  }

  /** Destroys session objects of a key, unless they died with an earlier connection. */
  void destroy(int epoch, List<ObjectHandle> handles) {
    lifetime.readLock().lock();
    try {
      if (!closed && connection.epoch() == epoch) {
        connection.objects().destroy(handles);
      }
    } finally {
      lifetime.readLock().unlock();
    }
  }

  /** Numbers the present connection. */
  int epoch() {
    lifetime.readLock().lock();
    try {
      return connection.epoch();
    } finally {
      lifetime.readLock().unlock();
    }
  }

  ProvisionedKeys.Found findSecretKey(KeyName name) {
    return connection.provisioned().find(name);
  }

  ProvisionedKeys.FoundPrivateKey findPrivateKey(KeyName name) {
    return connection.provisioned().findPrivateKey(name);
  }

  /**
   * Destroys every session object, logs out, closes all sessions. False if that was done before.
   */
  boolean close() {
    lifetime.writeLock().lock();
    try {
      if (closed) {
        return false;
      }
      closed = true;
      connection.close();
      return true;
    } finally {
      lifetime.writeLock().unlock();
    }
  }

  /** What is done with a connection. */
  @FunctionalInterface
  interface Task<T, E extends Exception> {
    T run(Connection current) throws E;
  }

  /** What is done with a connection and an object. */
  @FunctionalInterface
  interface Operation<T> {
    T run(Connection current, ObjectHandle handle) throws InvalidKeyException;
  }

  /** What is done with a connection and objects. */
  @FunctionalInterface
  interface Operations<T> {
    T run(Connection current, List<ObjectHandle> handles) throws InvalidKeyException;
  }

  <T> T operate(TokenObject object, Operation<T> operation) throws InvalidKeyException {
    return operateAll(
        List.of(object), (current, handles) -> operation.run(current, handles.get(0)));
  }

  <T> T operateAll(List<TokenObject> objects, Operations<T> operation) throws InvalidKeyException {
    for (TokenObject object : objects) {
      if (!object.isOn(owner)) {
        throw new InvalidKeyException("this key is not on token " + info.label());
      }
    }
    if (!isOpen() && !objects.isEmpty()) {
      throw new KeyLostException("token " + info.label() + " of this key was closed");
    }
    try {
      return relocating(objects, operation);
    } catch (CryptokiException e) {
      if (e.is(CryptokiException.KEY_HANDLE_INVALID, CryptokiException.OBJECT_HANDLE_INVALID)) {
        throw new KeyLostException("token " + info.label() + " has lost this key", e);
      }
      if (e.is(
          CryptokiException.KEY_SIZE_RANGE,
          CryptokiException.KEY_TYPE_INCONSISTENT,
          CryptokiException.KEY_FUNCTION_NOT_PERMITTED)) {
        throw new InvalidKeyException(
            "token " + info.label() + " does not use this key so: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  /**
   * Does the work; when the token does not know an object, once more with token objects looked for
   * anew: a token that was away may number them otherwise.
   */
  private <T> T relocating(List<TokenObject> objects, Operations<T> operation)
      throws InvalidKeyException {
    Task<T, InvalidKeyException> task =
        current -> holdAll(current, objects, new ArrayList<>(), operation);
    try {
      return connected(task);
    } catch (CryptokiException e) {
      boolean unknown =
          e.is(CryptokiException.KEY_HANDLE_INVALID, CryptokiException.OBJECT_HANDLE_INVALID);
      if (!unknown || objects.stream().filter(TokenObject::relocate).count() == 0) {
        throw e;
      }
      try {
        return connected(task);
      } catch (KeyNotFoundException gone) {
        throw e;
      }
    }
  }

  /** Locks one key after the other, so that none is closed meanwhile, then does the work. */
  private <T> T holdAll(
      Connection current,
      List<TokenObject> objects,
      List<ObjectHandle> held,
      Operations<T> operation)
      throws InvalidKeyException {
    if (held.size() == objects.size()) {
      try {
        return operation.run(current, held);
      } catch (CryptokiException e) {
        if (e.is(CryptokiException.KEY_HANDLE_INVALID, CryptokiException.OBJECT_HANDLE_INVALID)) {
          held.forEach(current.provisioned()::forget);
        }
        throw e;
      }
    }
    return objects
        .get(held.size())
        .use(
            handle -> {
              held.add(handle);
              return holdAll(current, objects, held, operation);
            });
  }

  <T> T whileOpen(Task<T, RuntimeException> task) {
    return connected(task);
  }

  /** Runs a task on the present connection; when that died, once more on a new one. */
  private <T, E extends Exception> T connected(Task<T, E> task) throws E {
    Connection used;
    lifetime.readLock().lock();
    try {
      used = requireOpen();
      return task.run(used);
    } catch (CryptokiException e) {
      if (!e.isLost()) {
        throw e;
      }
      used = connection;
    } finally {
      lifetime.readLock().unlock();
    }
    reconnect(used);
    lifetime.readLock().lock();
    try {
      return task.run(requireOpen());
    } finally {
      lifetime.readLock().unlock();
    }
  }

  private Connection requireOpen() {
    if (closed) {
      throw new TokenUnavailableException("token " + info.label() + " was closed");
    }
    return connection;
  }

  private void reconnect(Connection dead) {
    lifetime.writeLock().lock();
    try {
      if (closed || connection != dead) {
        return;
      }
      if (refused.isPresent()) {
        throw refused.get();
      }
      dead.abandon();
      connection =
          Connection.open(dead.epoch() + 1, cryptoki, slotFinder.get(), info, pinSource, boundary);
      observer.recovered(info.label());
    } catch (PinRefusedException e) {
      refused = Optional.of(e);
      onRefusal.run();
      throw e;
    } finally {
      lifetime.writeLock().unlock();
    }
  }
}
