package org.mikeyhsm.cli.exchange;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.Octets;

/** Lines of base64 on standard input and output. */
public final class LineTransport implements Transport {
  /** The longest line: base64 of 16 MiB. */
  private static final int MOST_CHARACTERS = 24 << 20;

  private final BufferedReader in;
  private final PrintStream out;

  /** Reads lines from {@code in} and writes lines to {@code out}, neither of which it closes. */
  public LineTransport(InputStream in, PrintStream out) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
    this.out = Objects.requireNonNull(out, "out");
  }

  @Override
  public void send(Octets message) {
    out.println(Base64.getEncoder().encodeToString(message.toArray()));
    out.flush();
  }

  @Override
  public Optional<Octets> receive() throws IOException, ExchangeFailedException {
    Optional<String> line = line();
    if (line.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Octets.of(Base64.getDecoder().decode(line.get().strip())));
    } catch (IllegalArgumentException e) {
      throw new ExchangeFailedException("a line on standard input is not base64");
    }
  }

  /** The next line that is not blank; a peer that never ends one does not fill the memory. */
  private Optional<String> line() throws IOException, ExchangeFailedException {
    StringBuilder line = new StringBuilder();
    int c;
    while ((c = in.read()) >= 0) {
      if (c != '\n') {
        line.append((char) c);
        if (line.length() > MOST_CHARACTERS) {
          throw new ExchangeFailedException("a line on standard input is longer than any message");
        }
      } else if (!line.toString().isBlank()) {
        return Optional.of(line.toString());
      } else {
        line.setLength(0);
      }
    }
    return line.toString().isBlank() ? Optional.empty() : Optional.of(line.toString());
  }

  @Override
  public boolean isOpenToAll() {
    return false;
  }

  @Override
  public void close() {
    // The streams are the process's.
  }
}
