package org.mikeyhsm.cli.exchange;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.cli.keys.IdentityFile;
import org.mikeyhsm.cli.keys.IssuedIdentity;
import org.mikeyhsm.cli.keys.KeyPeriods;
import org.mikeyhsm.cli.keys.KmsCertificate;
import org.mikeyhsm.cli.keys.KmsFile;
import org.mikeyhsm.config.ConfigLoader;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.sakke.McxUid;
import org.mikeyhsm.session.ReplayCache;

/** Alice and Bob with configurations in files, and keys in host memory. */
final class SoftwareParties {
  private SoftwareParties() {}

  static Party of(Path directory, String who, String peer, Clock clock, String more)
      throws Exception {
    for (String name : List.of("root", "alice", "bob")) {
      Files.writeString(
          directory.resolve(name + ".pem"),
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder().encodeToString(TestPki.certificate(name).getEncoded())
              + "\n-----END CERTIFICATE-----\n");
    }
    Path file =
        Files.writeString(
            directory.resolve(who + ".yaml"),
            """
            identity: sip:%s@example.com
            token: { module: none.so, label: none, pin: { prompt: none } }
            policy: { preset: any }
            modes: [psk, pk, dh, dhhmac, rsa-r]
            key-pair: { label: none }
            certificate: %s.pem
            trust: [root.pem]
            peers:
              - identity: sip:%s@example.com
                psk: { label: none }
                certificate: %s.pem
            %s
            """
                .formatted(who, who, peer, peer, more));
    Configuration configuration = ConfigLoader.load(file, Map.of(), Map.of());
    SoftwareKey psk = SoftwareKey.preShared(new byte[20]);
    return new Party(
        Terms.of(configuration),
        Parties.context(
            configuration,
            new MikeyProvider(),
            clock,
            ReplayCache.forNewKeys(configuration.replay(), clock)),
        List.of(
            new PskCredential(
                Identities.payload(configuration.identity()),
                Identities.payload(configuration.peers().get(0).identity()),
                psk)),
        Optional.of(
            new Certified(
                PkiIdentity.of(
                        Identities.payload(configuration.identity()),
                        new CertifiedKey(
                            TestPki.privateKey(who), List.of(TestPki.certificate(who))))
                    .withScheme(configuration.algorithms().signature()),
                TrustFiles.read(configuration, clock))),
        Optional.of(sakke(configuration, clock)),
        List.of(psk::close));
  }

  /** Every party of a test's directory has its keys from the same KMS. */
  private static SakkeSide sakke(Configuration configuration, Clock clock) throws Exception {
    Path file = configuration.certificate().orElseThrow().resolveSibling("kms.json");
    try (KmsFile kms =
        Files.exists(file)
            ? KmsFile.read(file, CustodyPolicy.ANY)
            : KmsFile.create(
                file,
                "kms.example.com",
                new McxUid("kms.example.com", 2_592_000, 0),
                CustodyPolicy.ANY)) {
      KmsCertificate certificate = kms.certificate();
      String period = KeyPeriods.name(certificate.scheme(), clock.instant());
      IdentityFile.Identity issued =
          kms.issue(IssuedIdentity.of(certificate, configuration.identity(), period));
      try (IdentityFile identity = new IdentityFile(certificate, List.of(issued))) {
        return new SakkeSide(
            identity.take(new MikeyProvider()),
            List.of(certificate.domain()),
            Map.of(),
            SakkeTerms.DEFAULT);
      }
    }
  }
}
