package org.mikeyhsm.cli.doctor;

import java.io.ByteArrayInputStream;
import java.security.ProviderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.cli.exchange.TokenKeys;
import org.mikeyhsm.config.AlgorithmSettings;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.Modules;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.config.PinSources;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.provider.Capabilities;
import org.mikeyhsm.hsm.provider.Capability;
import org.mikeyhsm.hsm.provisioning.StoredObject;
import org.mikeyhsm.hsm.provisioning.StoredObjects;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.SlotDescription;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenSelector;
import org.mikeyhsm.message.EncrAlg;

/** Looks at a token, with a configuration or without one. */
public final class TokenExaminer {
  private final List<Finding> findings = new ArrayList<>();
  private final Instant now;

  private TokenExaminer(Instant now) {
    this.now = now;
  }

  /**
   * Looks at a token alone; nobody logs in.
   *
   * @param selector tells the token; empty where there is only one
   */
  public static Examination of(
      CryptokiModule module, Optional<TokenSelector> selector, Instant now) {
    TokenExaminer examiner = new TokenExaminer(now);
    Optional<SlotDescription> slot = examiner.find(module, selector);
    Boundary boundary =
        slot.filter(SlotDescription::isHardware).isPresent() ? Boundary.HARDWARE : Boundary.MODULE;
    return examiner.examination(
        module, slot, boundary, CustodyPolicy.ANY, List.of(), Capabilities.Algorithms.MANDATORY);
  }

  /**
   * Looks at everything that a configuration names.
   *
   * @param environment for the PIN
   */
  public static Examination of(
      Configuration configuration, Map<String, String> environment, Instant now) {
    TokenExaminer examiner = new TokenExaminer(now);
    examiner.findings.add(Finding.ok("configuration", "its names and values are right"));
    for (Mode mode : configuration.modes()) {
      if (!mode.isDone()) {
        examiner.findings.add(
            Finding.warning(
                "mode " + mode, "this version does not have it yet", "Take it out of modes"));
      }
    }
    examiner.findings.add(ClockCheck.of(now, configuration.replay().clockSkew()));
    examiner.findings.addAll(CertificateCheck.of(configuration, now));
    try (CryptokiModule module = Modules.open(configuration.token(), environment)) {
      Optional<SlotDescription> slot =
          examiner.find(module, Optional.of(configuration.token().selector()));
      if (slot.isPresent()) {
        examiner.keys(configuration, environment, module);
      }
      return examiner.examination(
          module,
          slot,
          configuration.token().boundary(),
          configuration.policy(),
          configuration.modes().stream().filter(Mode::isDone).map(Mode::toString).toList(),
          algorithms(configuration.algorithms()));
    } catch (ProviderException e) {
      examiner.problem("module", e, "Look at token.module and what the library needs to run");
      return new Examination(
          "",
          configuration.token().boundary(),
          configuration.policy(),
          List.of(),
          examiner.findings,
          List.of());
    }
  }

  private Optional<SlotDescription> find(CryptokiModule module, Optional<TokenSelector> selector) {
    List<SlotDescription> slots =
        module.slots().stream().filter(SlotDescription::isInitialized).toList();
    List<SlotDescription> found =
        slots.stream().filter(slot -> selector.isEmpty() || selector.get().matches(slot)).toList();
    if (found.size() != 1) {
      findings.add(
          Finding.problem(
              "token",
              (found.isEmpty() ? "there is no token" : "there are several tokens")
                  + selector.map(wanted -> " " + wanted).orElse("")
                  + "; found: "
                  + slots.stream().map(SlotDescription::label).sorted().toList(),
              found.isEmpty()
                  ? "mikey token init makes one; with SoftHSM2, look at SOFTHSM2_CONF"
                  : "Choose one by --token-label, or by its serial number"));
      return Optional.empty();
    }
    SlotDescription slot = found.get(0);
    if (slot.isPinLocked()) {
      findings.add(
          Finding.problem(
              "token",
              slot.label() + ": its user PIN is locked",
              "Its security officer can set a new one"));
    } else if (!slot.isUserPinSet()) {
      findings.add(
          Finding.problem("token", slot.label() + " has no user PIN", "mikey token init sets one"));
    } else {
      findings.add(
          Finding.ok(
              "token",
              slot.label() + ", serial number " + slot.serialNumber() + ", " + slot.model()));
    }
    return found.stream().findFirst();
  }

  private Examination examination(
      CryptokiModule module,
      Optional<SlotDescription> slot,
      Boundary boundary,
      CustodyPolicy policy,
      List<String> modes,
      Capabilities.Algorithms algorithms) {
    List<Capability> capabilities =
        slot.map(found -> Capabilities.of(module.mechanisms(found), algorithms)).orElse(List.of());
    return new Examination(
        slot.map(SlotDescription::label).orElse(""),
        boundary,
        policy,
        modes,
        findings,
        capabilities);
  }

  private static Capabilities.Algorithms algorithms(AlgorithmSettings settings) {
    return new Capabilities.Algorithms(
        name(settings.encryption()),
        settings.signature().algorithm(),
        settings.envelope().algorithm());
  }

  private static String name(EncrAlg encryption) {
    if (encryption.equals(EncrAlg.NULL)) {
      return "NULL";
    }
    return encryption.equals(EncrAlg.AES_KW_128) ? "AES-KW-128" : "AES-CM-128";
  }

  private void keys(
      Configuration configuration, Map<String, String> environment, CryptokiModule module) {
    try (Token token =
        module.openToken(
            configuration.token().selector(),
            PinSources.of(configuration.token().pin(), environment),
            configuration.token().boundary())) {
      findings.add(
          Finding.ok("login", "the token takes the PIN of " + configuration.token().pin()));
      TokenKeys keys = new TokenKeys(module, token);
      for (PeerSettings peer : configuration.peers()) {
        peer.psks()
            .forEach(psk -> findings.add(PskCheck.of(configuration, peer, psk.key(), keys, token)));
      }
      findings.addAll(KeyPairCheck.of(configuration, keys, token, now));
      findings.addAll(IdentityKeysCheck.of(configuration, keys, token, now));
      for (StoredObject object : new StoredObjects(token).list()) {
        object.certificate().ifPresent(der -> certificate(object.label(), der.toArray()));
      }
    } catch (ProviderException e) {
      problem("login", e, "Look at token.pin");
    }
  }

  private void certificate(String label, byte[] der) {
    String name = "certificate " + label + " on the token";
    try {
      findings.add(
          CertificateCheck.dates(
              name,
              (X509Certificate)
                  CertificateFactory.getInstance("X.509")
                      .generateCertificate(new ByteArrayInputStream(der)),
              now));
    } catch (CertificateException e) {
      findings.add(Finding.warning(name, "it cannot be read", "mikey keys delete removes it"));
    }
  }

  private void problem(String name, ProviderException e, String nextStep) {
    findings.add(
        Finding.problem(name, Optional.ofNullable(e.getMessage()).orElse("it failed"), nextStep));
  }
}
