package org.mikeyhsm.mode.sakke;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.IdPayload;

/**
 * A user of this side, with the keys of one, two or more key periods at once (RFC 6509 section 3.3:
 * two MUST be possible). Closing it closes them.
 *
 * @param id the user's URI
 * @param keys the keys
 */
public record SakkeUser(IdPayload id, List<UserKeys> keys) implements AutoCloseable {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public SakkeUser {
    Objects.requireNonNull(id, "id");
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a user has the keys of at least one key period");
    }
  }

  /** The keys of the period that a time is in. */
  Optional<UserKeys> at(Instant time) {
    return keys.stream().filter(each -> each.period().contains(time)).findFirst();
  }

  @Override
  public void close() {
    keys.forEach(UserKeys::close);
  }
}
