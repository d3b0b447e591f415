package org.mikeyhsm.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where to send to.
 *
 * @param host a name or an address
 * @param port 1 to 65535
 */
record HostAndPort(String host, int port) {
  /** A host without colons, or an IPv6 address in brackets; then perhaps a port. */
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^:\\[\\]]+))(?::([0-9]{1,5}))?");

  static HostAndPort parse(String text, int standardPort, CommandSpec spec) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      int port = matcher.group(3) == null ? standardPort : Integer.parseInt(matcher.group(3));
      if (port >= 1 && port <= 65535) {
        return new HostAndPort(host, port);
      }
    }
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "--udp takes a host and perhaps a port, such as 192.0.2.1:2269 or [2001:db8::1]:2269");
  }
}
