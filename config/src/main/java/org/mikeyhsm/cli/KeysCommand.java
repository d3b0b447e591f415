package org.mikeyhsm.cli;

import picocli.CommandLine.Command;

/** The commands about a token's keys. */
@Command(
    name = "keys",
    description = "Provisions the keys of a token; docs/provisioning.md goes through it.")
final class KeysCommand extends CommandGroup {}
