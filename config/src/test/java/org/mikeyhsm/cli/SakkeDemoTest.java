package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A call in mode sakke, to one receiver and to a group. */
class SakkeDemoTest {
  private static JsonNode demo(String... more) throws Exception {
    String[] arguments = {"demo", "--mode", "sakke", "--token", "software", "--json"};
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    CliRun run = CliRun.of(all);
    assertEquals(0, run.exitCode(), run.err());
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertTrue(json.get("completed").asBoolean());
    assertEquals(100, json.at("/srtp/verified").asInt());
    return json;
  }

  private static Set<String> secrets(JsonNode party) {
    Set<String> names = new TreeSet<>();
    party.get("custody").forEach(entry -> names.add(entry.get("secret").asText()));
    return names;
  }

  @Test
  void oneToOne() throws Exception {
    JsonNode json = demo();
    Set<String> common =
        Set.of("SSV", "TGK", "TEK", "master_salt", "SRTP_encr", "SRTP_auth", "SRTP_salt");
    Set<String> alices = new TreeSet<>(common);
    alices.add("SSK");
    Set<String> bobs = new TreeSet<>(common);
    bobs.add("RSK");
    assertEquals(alices, secrets(json.get("initiator")));
    assertEquals(bobs, secrets(json.get("responder")));
    assertTrue(!json.has("responders"));
  }

  @Test
  void aGroup() throws Exception {
    JsonNode json = demo("--members", "5");
    assertEquals(4, json.get("responders").size());
    json.get("responders").forEach(member -> assertTrue(secrets(member).contains("RSK")));
  }

  @Test
  void whatIsRefused() {
    CliRun strict =
        CliRun.of("demo", "--mode", "sakke", "--token", "software", "--policy", "strict");
    assertEquals(ExitCode.REFUSED.code(), strict.exitCode(), strict.err());
    assertNotEquals(
        0, CliRun.of("demo", "--mode", "psk", "--token", "software", "--members", "2").exitCode());
    assertNotEquals(
        0,
        CliRun.of("demo", "--mode", "sakke", "--token", "software", "--members", "0").exitCode());
  }
}
