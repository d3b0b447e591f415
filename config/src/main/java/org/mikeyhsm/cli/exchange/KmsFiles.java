package org.mikeyhsm.cli.exchange;

import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KmsCertificate;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.SakkeUser;

/** The KMS certificates of a configuration, in its order. */
public final class KmsFiles {
  private final Map<KmsCertificate, KmsDomain> all;

  private KmsFiles(Map<KmsCertificate, KmsDomain> all) {
    this.all = all;
  }

  /**
   * Reads the files.
   *
   * @throws KeyFileException if one is none, there is none, or a peer's KMS is not among them
   */
  public static KmsFiles read(Configuration configuration) throws KeyFileException {
    Map<KmsCertificate, KmsDomain> all = new LinkedHashMap<>();
    for (Path file : configuration.sakke().kms()) {
      KmsCertificate certificate = KmsCertificate.read(file);
      try {
        all.put(certificate, certificate.domain());
      } catch (InvalidKeyException e) {
        throw new KeyFileException(file + ": a public key is not a point of its group", e);
      }
    }
    if (all.isEmpty()) {
      throw new KeyFileException("the configuration names no KMS certificate in sakke.kms");
    }
    KmsFiles files = new KmsFiles(all);
    for (PeerSettings peer : configuration.peers()) {
      if (peer.kms().isPresent()) {
        files.named(peer.kms().get());
      }
    }
    return files;
  }

  /** The certificates. */
  public List<KmsCertificate> certificates() {
    return List.copyOf(all.keySet());
  }

  /** A certificate as the mode has it. */
  KmsDomain domain(KmsCertificate certificate) {
    return all.get(certificate);
  }

  /**
   * The KMS of a URI: of several certificates, as when it changed its keys, the first.
   *
   * @throws KeyFileException if there is none
   */
  KmsCertificate named(String uri) throws KeyFileException {
    return all.keySet().stream()
        .filter(kms -> kms.kmsUri().equals(uri))
        .findFirst()
        .orElseThrow(
            () -> new KeyFileException("no file of sakke.kms is the certificate of " + uri));
  }

  /** What a configuration's party has, with its users. */
  public SakkeSide side(Configuration configuration, List<SakkeUser> users, SakkeTerms terms)
      throws KeyFileException {
    Map<IdPayload, KmsDomain> peers = new HashMap<>();
    for (PeerSettings peer : configuration.peers()) {
      if (peer.kms().isPresent()) {
        peers.put(IdPayload.uri(peer.identity()), domain(named(peer.kms().get())));
      }
    }
    return new SakkeSide(users, List.copyOf(all.values()), peers, terms);
  }
}
