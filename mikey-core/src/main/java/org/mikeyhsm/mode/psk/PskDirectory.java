package org.mikeyhsm.mode.psk;

import java.util.List;
import java.util.Optional;
import org.mikeyhsm.message.IdPayload;

/** Finds the pre-shared key for a message. Implementations are thread-safe. */
@FunctionalInterface
public interface PskDirectory {
  /**
   * Finds the credential.
   *
   * @param initiator the initiator's identity as the message claims it, empty if it claims none
   *     (RFC 3830 section 3.1: it may be known from elsewhere, SIP for example)
   * @param responder the identity the message is for, empty if it does not say
   * @return the credential, or empty if there is none for these two
   */
  Optional<PskCredential> find(Optional<IdPayload> initiator, Optional<IdPayload> responder);

  /**
   * Finds the credential for a message of a crypto session bundle, for directories whose keys are
   * bound to one, such as cached envelope keys (RFC 3830 section 3.2).
   *
   * @param csbId the CSB ID of the message
   * @return as {@link #find(Optional, Optional)}, which this calls unless it is overridden
   */
  default Optional<PskCredential> find(
      Optional<IdPayload> initiator, Optional<IdPayload> responder, int csbId) {
    return find(initiator, responder);
  }

  /** The most keys of one peer that a message is tried with. */
  int MOST_KEYS = 4;

  /**
   * Finds every credential that a message may have been made with, where keys are being changed:
   * messages name no key, so its MAC is tried with one after the other.
   *
   * @param csbId the CSB ID of the message
   * @return at most {@value #MOST_KEYS} of the same two identities, the preferred first; as {@link
   *     #find(Optional, Optional, int)} unless it is overridden
   */
  default List<PskCredential> findAll(
      Optional<IdPayload> initiator, Optional<IdPayload> responder, int csbId) {
    return find(initiator, responder, csbId).stream().toList();
  }

  /**
   * A directory of one credential, used also for messages that leave identities out.
   *
   * @param credential the credential
   */
  static PskDirectory of(PskCredential credential) {
    return (initiator, responder) ->
        initiator.orElse(credential.peer()).equals(credential.peer())
                && responder.orElse(credential.self()).equals(credential.self())
            ? Optional.of(credential)
            : Optional.empty();
  }

  /**
   * A directory of several credentials; a message that leaves the initiator's identity out finds
   * none.
   *
   * @param credentials the credentials
   */
  static PskDirectory of(List<PskCredential> credentials) {
    List<PskCredential> all = List.copyOf(credentials);
    return (initiator, responder) ->
        all.stream()
            .filter(
                credential ->
                    initiator.isPresent()
                        && initiator.get().equals(credential.peer())
                        && responder.orElse(credential.self()).equals(credential.self()))
            .findFirst();
  }
}
