package org.mikeyhsm.cli;

import picocli.CommandLine.Command;

/** The commands about configurations. */
@Command(
    name = "config",
    description = "Checks and shows configurations; docs/configuration.md describes them.")
final class ConfigCommand extends CommandGroup {}
