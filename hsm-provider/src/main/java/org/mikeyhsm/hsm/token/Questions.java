package org.mikeyhsm.hsm.token;

import java.util.Set;
import java.util.function.Function;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;

/**
 * What is asked of the keys that one call made, besides their flags: only what they have, for a
 * question with one attribute that an object lacks is asked again attribute by attribute. For this
 * module's mechanisms.
 *
 * @param others the attribute of the first key that has the handles of the others
 * @param ofFirst what the first key has
 * @param ofEach what each key has
 * @param more what a key has besides, by what it told
 */
@SuppressWarnings("exports")
public record Questions(
    AttributeType others,
    Set<AttributeType> ofFirst,
    Set<AttributeType> ofEach,
    Function<Attributes, Set<AttributeType>> more) {
  /** Copies the sets. */
  public Questions {
    ofFirst = Set.copyOf(ofFirst);
    ofEach = Set.copyOf(ofEach);
  }
}
