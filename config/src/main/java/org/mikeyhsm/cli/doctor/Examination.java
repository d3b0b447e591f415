package org.mikeyhsm.cli.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.provider.Capability;

/**
 * What the doctor found.
 *
 * @param token the token's label; empty where none was found
 * @param boundary what the token is made of
 * @param policy what is demanded
 * @param modes the modes that are looked at
 * @param findings in the order in which they were made
 * @param capabilities of the token, mode by mode
 */
public record Examination(
    String token,
    Boundary boundary,
    CustodyPolicy policy,
    List<String> modes,
    List<Finding> findings,
    List<Capability> capabilities) {
  /** Copies the lists. */
  public Examination {
    modes = List.copyOf(modes);
    findings = List.copyOf(findings);
    capabilities = List.copyOf(capabilities);
  }

  /** The findings, and what the policy has against what the token reaches in the modes in use. */
  public List<Finding> allFindings() {
    List<Finding> all = new ArrayList<>(findings);
    for (Capability capability : capabilities) {
      if (modes.contains(capability.mode())) {
        objection(capability)
            .ifPresent(
                objection ->
                    all.add(
                        Finding.problem(
                            "policy " + policy.name(),
                            "mode " + capability.mode() + ": " + objection,
                            "Take " + change(capability) + ", or a policy that allows it")));
      }
    }
    return List.copyOf(all);
  }

  /** Whether nothing was found that keeps the token from use. */
  public boolean isHealthy() {
    return allFindings().stream().noneMatch(finding -> finding.status() == Finding.Status.PROBLEM);
  }

  /** What the policy has against a secret of that kind, if anything. */
  Optional<String> objection(Capability capability) {
    SecretClass secretClass = capability.secretClass();
    CustodyLevel minimum = policy.minimum(secretClass);
    if (capability.level().isEmpty()) {
      return Optional.of(
          secretClass == SecretClass.LONG_TERM
              ? "the token cannot sign with the LONG_TERM of this mode"
              : "the token cannot make the " + secretClass + " of this mode");
    }
    if (!capability.level().get().reaches(minimum)) {
      return Optional.of(
          secretClass + " reaches " + capability.level().get() + ", " + minimum + " is demanded");
    }
    if (policy.refusesLockedAfterWrap() && capability.lockedAfterWrap()) {
      return Optional.of(
          secretClass + " that this side sends is extractable until it has been wrapped");
    }
    // A TEK and SRTP's keys may be exported where the policy lets them be in host memory.
    boolean export =
        (secretClass == SecretClass.TEK || secretClass == SecretClass.SRTP)
            && minimum == CustodyLevel.HOST;
    if (!export && !boundary.reaches(policy.boundary())) {
      return Optional.of(
          secretClass + " is within " + boundary + ", " + policy.boundary() + " is demanded");
    }
    return Optional.empty();
  }

  /** What would have to change for more, for people to read. */
  static String change(Capability capability) {
    if (capability.missing().isEmpty() && capability.lockedAfterWrap()) {
      return "a token with a mechanism that generates and wraps a key in one call";
    }
    return capability.missing().isEmpty()
        ? "another token"
        : "a token with " + String.join(", or with ", capability.missing());
  }

  /** What can be said in a configuration and carried out by no token yet. */
  static List<String> modesNotInThisVersion() {
    return Arrays.stream(Mode.values()).filter(mode -> !mode.isDone()).map(Mode::toString).toList();
  }

  /** Whether this version can carry a mode out. */
  static boolean isDone(String mode) {
    return Arrays.stream(Mode.values())
        .anyMatch(known -> known.isDone() && known.toString().equals(mode));
  }

  /** For {@code Json.write}. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("healthy", isHealthy());
    map.put("token", token);
    map.put("boundary", boundary.name());
    map.put("policy", policy.name());
    map.put("findings", allFindings().stream().map(Finding::toMap).toList());
    map.put("capabilities", capabilities.stream().map(this::toMap).toList());
    map.put("modesNotInThisVersion", modesNotInThisVersion());
    return map;
  }

  private Map<String, Object> toMap(Capability capability) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("mode", capability.mode());
    map.put("inThisVersion", isDone(capability.mode()));
    map.put("class", capability.secretClass().name());
    map.put("level", capability.level().map(CustodyLevel::name).orElse("NONE"));
    map.put("boundary", boundary.name());
    map.put("mechanisms", capability.mechanisms());
    map.put("lockedAfterWrap", capability.lockedAfterWrap());
    map.put("missing", capability.missing());
    map.put("allowed", objection(capability).isEmpty());
    return map;
  }
}
