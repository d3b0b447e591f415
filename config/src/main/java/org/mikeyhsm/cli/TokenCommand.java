package org.mikeyhsm.cli;

import picocli.CommandLine.Command;

/** The commands about tokens. */
@Command(name = "token", description = "Lists, describes and initializes tokens.")
final class TokenCommand extends CommandGroup {}
