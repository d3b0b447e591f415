package org.mikeyhsm.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.CommittedFile;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.SampleMessages;
import org.mikeyhsm.message.Vectors;
import org.mikeyhsm.sdp.KeyMgmtAttribute;

/** The committed seeds are those that the table of messages and the RFC's listings give. */
class FuzzSeedsTest {
  private static final Path RESOURCES =
      CommittedFile.root().resolve("mikey-core/src/test/resources/org/mikeyhsm/fuzz");
  private static final List<String> LISTINGS =
      List.of("5.1-offer", "5.1-answer", "5.2-offer", "5.3-describe", "5.3-setup");
  private static final String OFFER = Vectors.rfc4567Offer();
  private static final String ANSWER = Vectors.rfc4567Answer();

  @Test
  void decoder() {
    check("DecoderFuzzTestInputs/decodesOrRefuses", SampleMessages.all());
  }

  @Test
  void keyData() throws MikeyFormatException {
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    seeds.put("minisip", Vectors.minisipPsk0("kemac_plaintext"));
    seeds.put("empty", new byte[0]);
    for (Map.Entry<String, byte[]> sample : SampleMessages.all().entrySet()) {
      List<KemacPayload> clear =
          MikeyMessage.decode(sample.getValue()).all(KemacPayload.class).stream()
              .filter(kemac -> kemac.encrAlg().equals(EncrAlg.NULL))
              .toList();
      for (int i = 0; i < clear.size(); i++) {
        seeds.put(sample.getKey() + " " + i, clear.get(i).encrData().toArray());
      }
    }
    check("KeyDataFuzzTestInputs/decodesOrRefuses", seeds);
  }

  @Test
  void sdp() {
    Map<String, String> seeds = new LinkedHashMap<>();
    LISTINGS.forEach(name -> seeds.put("rfc4567 " + name, listing(name)));
    String session = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n";
    String media = "m=audio 49170/2 RTP/SAVP 0 98\r\n";
    String offer = "a=key-mgmt:mikey " + OFFER + "\r\n";
    String other = "a=key-mgmt:other1 AAECAw==\r\n";
    seeds.put("session level", session + offer + other + media + media);
    seeds.put("media level", session + media + offer + "m=video 0 RTP/AVP 31\n" + other);
    seeds.put(
        "folded",
        session
            + "a=key-mgmt:mikey\n  "
            + OFFER.substring(0, 40)
            + "\n\t"
            + OFFER.substring(40)
            + "\n"
            + media
            + "a=key-mgmt: mikey "
            + ANSWER
            + "\n");
    seeds.put("lines alone", "a=sendonly\n" + offer + other);
    for (Map.Entry<String, byte[]> sample : SampleMessages.all().entrySet()) {
      String line = KeyMgmtAttribute.mikey(sample.getValue()).format();
      if (line.length() < 400) {
        seeds.put("of " + sample.getKey(), session + media + line + "\r\n");
      }
    }
    check("SdpFuzzTestInputs/parsesOrRefuses", utf8(seeds));
  }

  @Test
  void rtspHeader() {
    Map<String, String> seeds = new LinkedHashMap<>();
    seeds.put("one line", "KeyMgmt: prot=mikey; uri=\"rtsp://a/b\"; data=\"" + OFFER + "\"");
    seeds.put("without uri", "keymgmt:data=\"" + ANSWER + "\";prot=mikey;\r\n");
    seeds.put(
        "two values, folded",
        "KeyMgmt: prot=mikey;\r\n  uri=\"rtsp://a/b\";\r\n\tdata=\""
            + OFFER.substring(0, 60)
            + "\r\n "
            + OFFER.substring(60)
            + "\",\r\n prot=other1; data=\"AAECAw==\"\r\n");
    check("RtspHeaderFuzzTestInputs/parsesOrRefuses", utf8(seeds));
  }

  private static void check(String folder, Map<String, byte[]> seeds) {
    Seeds.check(RESOURCES.resolve(folder), seeds);
  }

  private static Map<String, byte[]> utf8(Map<String, String> texts) {
    Map<String, byte[]> octets = new LinkedHashMap<>();
    texts.forEach((name, text) -> octets.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return octets;
  }

  private static String listing(String name) {
    String resource = "/org/mikeyhsm/sdp/rfc4567-" + name + ".txt";
    try (InputStream in =
        Objects.requireNonNull(FuzzSeedsTest.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
