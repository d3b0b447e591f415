package org.mikeyhsm.cli.exchange;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.message.Octets;

/**
 * What was answered lately, to be answered in the same way when it comes again. Bounded in memory
 * and in how often: nobody's address can be flooded through it. Not thread-safe.
 */
final class AnsweredDatagrams {
  static final int MOST = 16;

  /** An initiator that waits its whole ten seconds sends five times. */
  static final int MOST_TIMES = 8;

  private final Map<UdpResponderTransport.Datagram, Answer> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<UdpResponderTransport.Datagram, Answer> eldest) {
          return size() > MOST;
        }
      };

  private static final class Answer {
    private final Octets octets;
    private int left = MOST_TIMES;

    private Answer(Octets octets) {
      this.octets = octets;
    }
  }

  /** Remembers an answer. */
  void add(UdpResponderTransport.Datagram request, Octets answer) {
    answers.put(request, new Answer(answer));
  }

  /** The answer to send again; empty for what was not answered, or too often. */
  Optional<Octets> find(UdpResponderTransport.Datagram request) {
    Answer answer = answers.get(request);
    if (answer == null || answer.left == 0) {
      return Optional.empty();
    }
    answer.left--;
    return Optional.of(answer.octets);
  }
}
