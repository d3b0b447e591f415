package org.mikeyhsm.custody;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a token told of the objects that hold a secret, after it had made them.
 *
 * @param attributes CK_BBOOL attributes by their CKA_ names, as C_GetAttributeValue read them; one
 *     that the token does not tell is absent. Sorted, immutable
 * @param lockedAfterWrap whether the secret could be wrapped out between its generation and a later
 *     C_SetAttributeValue (CKA_NEVER_EXTRACTABLE is false)
 * @param limits what the attributes do not keep a logged-in caller of this token from doing to the
 *     secret, sentences for people to read; empty where nothing is known
 */
public record Evidence(
    Map<String, Boolean> attributes, boolean lockedAfterWrap, List<String> limits) {
  private static final Evidence NONE = new Evidence(Map.of(), false);

  /** Copies the map and the list. */
  public Evidence {
    // A sorted map is copied without comparing.
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    limits = List.copyOf(limits);
  }

  /** Evidence without limits known. */
  public Evidence(Map<String, Boolean> attributes, boolean lockedAfterWrap) {
    this(attributes, lockedAfterWrap, List.of());
  }

  /** The same evidence with its limits. */
  public Evidence limitedBy(List<String> known) {
    return known.equals(limits) ? this : new Evidence(attributes, lockedAfterWrap, known);
  }

  private static final String EXTRACTABLE = "CKA_EXTRACTABLE";

  /** What a token will tell of a key that can be wrapped out. */
  public static Evidence extractable() {
    return new Evidence(Map.of(EXTRACTABLE, true), false);
  }

  /** Whether the key can be wrapped out. */
  public boolean isExtractable() {
    return attributes.getOrDefault(EXTRACTABLE, false);
  }

  /** No token was asked: host memory, a salt. */
  public static Evidence none() {
    return NONE;
  }
}
