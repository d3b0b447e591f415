package org.mikeyhsm.config;

import java.nio.file.Path;
import java.util.List;

/** Where a PIN comes from. */
public sealed interface PinSettings {
  /**
   * A file of one line.
   *
   * @param file the file
   */
  record File(Path file) implements PinSettings {
    @Override
    public String toString() {
      return "file " + file;
    }
  }

  /**
   * An environment variable.
   *
   * @param variable its name
   */
  record Environment(String variable) implements PinSettings {
    @Override
    public String toString() {
      return "environment " + variable;
    }
  }

  /**
   * A systemd credential.
   *
   * @param name its name
   */
  record Credential(String name) implements PinSettings {
    @Override
    public String toString() {
      return "credential " + name;
    }
  }

  /**
   * What a program prints.
   *
   * @param command the program and its arguments
   */
  record Command(List<String> command) implements PinSettings {
    /** Copies the list. */
    public Command {
      command = List.copyOf(command);
    }

    /** Without the arguments, which may say more than they should. */
    @Override
    public String toString() {
      return "command " + command.get(0) + (command.size() > 1 ? " ..." : "");
    }
  }

  /**
   * The terminal.
   *
   * @param question what is asked
   */
  record Prompt(String question) implements PinSettings {
    @Override
    public String toString() {
      return "prompt";
    }
  }
}
