package org.mikeyhsm.cli;

import picocli.CommandLine.Command;

/** The commands of a key management service. */
@Command(
    name = "kms",
    description = {
      "A KMS of MIKEY-SAKKE (RFC 6507, 6508) with the identifiers of 3GPP MCX.",
      "Its master keys are in a file: custody HOST, which the policies hardware and strict refuse."
    })
final class KmsCommand extends CommandGroup {}
