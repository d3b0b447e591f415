package org.mikeyhsm.mode.sakke;

import java.util.Objects;
import org.mikeyhsm.message.IdPayload;

/**
 * Whom a message is for.
 *
 * @param id the user's URI
 * @param kms the user's KMS
 */
public record SakkeRecipient(IdPayload id, KmsDomain kms) {
  /** Refuses nulls. */
  public SakkeRecipient {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(kms, "kms");
  }
}
