package org.mikeyhsm.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** A configuration as it takes effect, with every default written out; holds no secret. */
public final class EffectiveConfiguration {
  private EffectiveConfiguration() {}

  /** As maps with String keys, lists, strings, integers and booleans. */
  public static Map<String, Object> of(Configuration configuration) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("identity", configuration.identity());
    all.put("token", token(configuration.token()));
    Map<String, Object> pool = new LinkedHashMap<>();
    pool.put(
        "tokens",
        configuration.pool().tokens().stream().map(EffectiveConfiguration::token).toList());
    pool.put("timeout", Spans.write(configuration.pool().timeout()));
    pool.put("first-probe", Spans.write(configuration.pool().firstProbe()));
    pool.put("longest-probe", Spans.write(configuration.pool().longestProbe()));
    all.put("pool", pool);
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.put("preset", configuration.policy().name());
    policy.put("boundary", lower(configuration.policy().boundary()));
    all.put("policy", policy);
    configuration.keyPair().ifPresent(key -> all.put("key-pair", key.toString()));
    configuration.certificate().ifPresent(file -> all.put("certificate", file.toString()));
    List<Object> former = new ArrayList<>();
    for (FormerKeyPair one : configuration.formerKeyPairs()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("key", one.key().toString());
      one.certificate().ifPresent(file -> map.put("certificate", file.toString()));
      former.add(map);
    }
    all.put("former-key-pairs", former);
    all.put("trust", texts(configuration.trust().anchors()));
    all.put("revocation", revocation(configuration.trust()));
    all.put("certificate-hosts", configuration.trust().certificateHosts());
    all.put("peers", configuration.peers().stream().map(EffectiveConfiguration::peer).toList());
    all.put("modes", configuration.modes().stream().map(Mode::toString).toList());
    all.put("algorithms", algorithms(configuration.algorithms()));
    all.put("sakke", sakke(configuration.sakke()));
    all.put(
        "srtp",
        Map.of(
            "profiles", configuration.srtpProfiles().stream().map(SrtpProfile::toString).toList()));
    Map<String, Object> exchange = new LinkedHashMap<>();
    exchange.put("verification", configuration.exchange().verification());
    exchange.put("timeout", Spans.write(configuration.exchange().timeout()));
    exchange.put("udp-port", configuration.exchange().udpPort());
    configuration
        .exchange()
        .replayState()
        .ifPresent(file -> exchange.put("replay-state", file.toString()));
    all.put("exchange", exchange);
    all.put("clock", Map.of("skew", Spans.write(configuration.replay().clockSkew())));
    Map<String, Object> replay = new LinkedHashMap<>();
    replay.put("messages-per-peer", configuration.replay().messagesPerPeer());
    replay.put("peers", configuration.replay().peers());
    all.put("replay", replay);
    Map<String, Object> limits = new LinkedHashMap<>();
    limits.put("message-octets", configuration.limits().maxOctets());
    limits.put("payloads", configuration.limits().maxPayloads());
    all.put("limits", limits);
    return all;
  }

  /** The same in YAML, for people to read. */
  public static String yaml(Configuration configuration) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    return new Yaml(options).dump(of(configuration));
  }

  private static Map<String, Object> token(TokenSettings token) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("module", token.module().map(Path::toString).orElse(Modules.TOKEN_MODULE));
    token.base().ifPresent(base -> map.put("base", base.toString()));
    token.parameters().ifPresent(parameters -> map.put("parameters", parameters));
    map.put("selected", token.selector().toString());
    map.put("boundary", lower(token.boundary()));
    map.put("pin", token.pin().toString());
    return map;
  }

  private static Map<String, Object> revocation(TrustPolicy trust) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("check", Schemes.name(Schemes.REVOCATIONS, trust.revocation()));
    map.put("lists", texts(trust.revocationLists()));
    trust.ocspResponder().ifPresent(uri -> map.put("ocsp-responder", uri.toString()));
    return map;
  }

  private static List<String> texts(List<Path> files) {
    return files.stream().map(Path::toString).toList();
  }

  private static Map<String, Object> peer(PeerSettings peer) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("identity", peer.identity());
    List<Object> psks = new ArrayList<>();
    for (PskSettings psk : peer.psks()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("key", psk.key().toString());
      psk.notBefore().ifPresent(start -> one.put("not-before", start.toString()));
      psk.notAfter().ifPresent(end -> one.put("not-after", end.toString()));
      psks.add(one);
    }
    map.put("psks", psks);
    peer.certificate().ifPresent(file -> map.put("certificate", file.toString()));
    map.put("former-certificates", texts(peer.formerCertificates()));
    peer.kms().ifPresent(uri -> map.put("kms", uri));
    return map;
  }

  private static Map<String, Object> algorithms(AlgorithmSettings algorithms) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("prf", "mikey-1");
    map.put("encryption", Binder.name(algorithms.encryption()));
    map.put("authentication", "hmac-sha-1-160");
    map.put("allow-null", algorithms.allowNull());
    map.put("tgk-octets", algorithms.tgkOctets());
    map.put("signature", Schemes.name(Schemes.SIGNATURES, algorithms.signature()));
    map.put("envelope", Schemes.name(Schemes.ENVELOPES, algorithms.envelope()));
    map.put(
        "dh-groups",
        algorithms.dhGroups().stream().map(group -> Schemes.name(Schemes.GROUPS, group)).toList());
    return map;
  }

  private static Map<String, Object> sakke(SakkeSettings sakke) {
    List<Object> keys = new ArrayList<>();
    for (SakkeSettings.IdentityKeys one : sakke.keys()) {
      Map<String, Object> map = new LinkedHashMap<>();
      one.kms().ifPresent(uri -> map.put("kms", uri));
      map.put("period", one.period());
      map.put("rsk", one.rsk().toString());
      map.put("ssk", one.ssk().toString());
      keys.add(map);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kms", texts(sakke.kms()));
    map.put("keys", keys);
    map.put("prf", Schemes.name(Schemes.PRFS, sakke.prf()));
    map.put("identities", Schemes.name(Schemes.SENT_IDENTITIES, sakke.identities()));
    map.put("margin", Spans.write(sakke.margin()));
    return map;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
