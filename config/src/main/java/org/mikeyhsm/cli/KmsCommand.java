package org.mikeyhsm.cli;

import picocli.CommandLine.Command;

/** The commands of a key management service. */
@Command(
    name = "kms",
    description = {
      "A KMS of MIKEY-SAKKE (RFC 6507, 6508) with the identifiers of 3GPP MCX, or with tel URIs"
          + " (RFC 6509 3.2).",
      "Its master keys are in a token of the MIKEY profile and never leave it; or in a file,"
          + " custody HOST, which the policies hardware and strict refuse."
    })
final class KmsCommand extends CommandGroup {}
