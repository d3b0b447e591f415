package org.mikeyhsm.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void writesEveryKindInOrder() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("z", 1);
    value.put("a", List.of("x\n\"\u0001", 4_294_967_295L, true, Map.of()));
    assertEquals("{\"z\":1,\"a\":[\"x\\n\\\"\\u0001\",4294967295,true,{}]}", Json.write(value));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThrows(IllegalArgumentException.class, () -> Json.write(List.of(new Object())));
    assertThrows(IllegalArgumentException.class, () -> Json.write(1.5));
  }
}
