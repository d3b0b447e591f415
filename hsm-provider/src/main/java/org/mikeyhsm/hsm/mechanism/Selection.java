package org.mikeyhsm.hsm.mechanism;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.token.Mechanisms;

/**
 * The way that a token goes for one operation, picked from an ordered list by what the token says
 * of its mechanisms. Immutable.
 *
 * @param operation the operation's name, for people to read
 * @param tokenLabel the token's label
 * @param ways all ways, in the order of preference
 * @param found the first that the token can go, empty if none
 * @param shortcomings for each way that the token cannot go, in the same order, what it lacks
 * @param missing what the token lacks for a better level than it reaches, one line for each way to
 *     it; for people to read
 */
public record Selection<S extends Strategy>(
    String operation,
    String tokenLabel,
    List<S> ways,
    Optional<S> found,
    List<Shortcoming> shortcomings,
    List<String> missing) {

  /**
   * Why a way is closed.
   *
   * @param would the level that it would yield
   * @param missing the mechanisms that the token lacks for it
   */
  public record Shortcoming(CustodyLevel would, List<Need> missing) {}

  /** Picks the first way that the token has the mechanisms for. */
  static <S extends Strategy> Selection<S> of(String operation, List<S> ways, Mechanisms token) {
    Optional<S> found =
        ways.stream()
            .filter(way -> way.needs().stream().allMatch(need -> need.isMetBy(token)))
            .findFirst();
    List<Shortcoming> shortcomings =
        ways.stream()
            .map(
                way ->
                    new Shortcoming(
                        way.yields(),
                        way.needs().stream().filter(need -> !need.isMetBy(token)).toList()))
            .filter(shortcoming -> !shortcoming.missing().isEmpty())
            .toList();
    return new Selection<>(
        operation,
        token.label(),
        List.copyOf(ways),
        found,
        shortcomings,
        missing(found, shortcomings));
  }

  /**
   * The way to go.
   *
   * @throws MechanismMissingException if the token can go none
   */
  public S chosen() {
    return found.orElseThrow(
        () ->
            new MechanismMissingException(
                "token "
                    + tokenLabel
                    + " cannot do "
                    + operation
                    + ": it has no "
                    + shortcomings.get(shortcomings.size() - 1).missing()));
  }

  private static <S extends Strategy> List<String> missing(
      Optional<S> found, List<Shortcoming> shortcomings) {
    return shortcomings.stream()
        .filter(
            shortcoming ->
                found.isEmpty() || shortcoming.would().compareTo(found.get().yields()) < 0)
        .map(
            shortcoming ->
                shortcoming.missing().stream()
                    .map(Need::toString)
                    .distinct()
                    .collect(Collectors.joining(" and ")))
        .distinct()
        .toList();
  }
}
