package org.mikeyhsm.cli.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.CommittedFile;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.fuzz.Seeds;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.FieldTree;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.SampleMessages;

/** The committed seeds are the JSON of the table of messages. */
class JsonSeedsTest {
  /** The rest would be mutated in its hexadecimal digits only. */
  private static final int LONGEST = 6000;

  @Test
  void json() throws MikeyFormatException {
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> sample : SampleMessages.all().entrySet()) {
      byte[] json =
          Json.write(FieldTree.of(DecodedMessage.decode(sample.getValue())))
              .getBytes(StandardCharsets.UTF_8);
      if (json.length <= LONGEST) {
        seeds.put(sample.getKey(), json);
      }
    }
    Seeds.check(
        CommittedFile.root()
            .resolve(
                "config/src/test/resources/org/mikeyhsm/cli/fuzz/JsonFuzzTestInputs/encodesOrRefuses"),
        seeds);
  }
}
