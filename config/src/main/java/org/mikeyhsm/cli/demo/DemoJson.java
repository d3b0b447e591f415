package org.mikeyhsm.cli.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.message.FieldTree;

/** A transcript as JSON. */
public final class DemoJson {
  private DemoJson() {}

  /**
   * The transcript, for {@link org.mikeyhsm.cli.output.Json#write}.
   *
   * @param error why the call was not completed; empty if it was
   */
  public static Map<String, Object> of(Transcript transcript, Optional<String> error) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mode", transcript.settings().mode().toString());
    json.put("token", transcript.token().toString());
    json.put("completed", error.isEmpty());
    error.ifPresent(reason -> json.put("error", reason));
    json.put("initiator", party(transcript, Transcript.Role.INITIATOR));
    json.put("responder", party(transcript, Transcript.Role.RESPONDER));
    if (transcript.settings().members() > 1) {
      json.put("responders", transcript.members().stream().map(DemoJson::member).toList());
    }
    Map<String, Object> srtp = new LinkedHashMap<>();
    srtp.put("sent", transcript.srtp().sent());
    srtp.put("verified", transcript.srtp().verified());
    srtp.put("tamperedRefused", transcript.srtp().tamperedRefused());
    json.put("srtp", srtp);
    return json;
  }

  private static Map<String, Object> member(Transcript.Member member) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("identity", member.identity());
    map.put("custody", member.custody().toList());
    return map;
  }

  private static Map<String, Object> party(Transcript transcript, Transcript.Role role) {
    Map<String, Object> party = new LinkedHashMap<>();
    party.put("identity", role.identity());
    transcript
        .sentBy(role)
        .ifPresent(
            sent -> {
              party.put("sdp", sent.sdp().toString());
              sent.message().ifPresent(message -> party.put("message", FieldTree.of(message)));
            });
    party.put("custody", transcript.custody(role).toList());
    return party;
  }
}
