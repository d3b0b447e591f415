/** The {@code mikey} command: its subcommands, its error lines and its exit codes. */
package org.mikeyhsm.cli;
