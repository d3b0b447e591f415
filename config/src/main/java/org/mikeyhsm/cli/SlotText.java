package org.mikeyhsm.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mikeyhsm.hsm.token.SlotDescription;

/** A slot for people and for programs. */
final class SlotText {
  private SlotText() {}

  static String state(SlotDescription slot) {
    if (!slot.isInitialized()) {
      return "not initialized";
    }
    if (slot.isPinLocked()) {
      return "user PIN locked";
    }
    return slot.isUserPinSet() ? "ready" : "no user PIN";
  }

  static Map<String, Object> json(SlotDescription slot) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("slot", slot.slot());
    map.put("label", slot.label());
    map.put("serial", slot.serialNumber());
    map.put("manufacturer", slot.manufacturer());
    map.put("model", slot.model());
    map.put("state", state(slot));
    map.put("hardware", slot.isHardware());
    if (slot.isInitialized()) {
      map.put("uri", slot.uri());
    }
    return map;
  }
}
