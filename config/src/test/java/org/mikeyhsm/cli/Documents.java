package org.mikeyhsm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The documents of the repository and their fenced blocks. */
final class Documents {
  static final Path ROOT = Path.of(System.getProperty("mikeyhsm.root"));

  /** Beside the fence of a block that no test runs. */
  private static final String NOT_RUN = "not-run";

  /** In the paragraph before it, for its reader. */
  private static final String REASON = "Not run by a test: ";

  private static final Pattern FENCE = Pattern.compile("( *)```(.*)");
  private static final Pattern INDENTED = Pattern.compile(" {4,}\\S.*");

  private Documents() {}

  /** Names from the root, the README first. */
  static List<String> all() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name : List.of("README.md", "CONTRIBUTING.md", "SECURITY.md")) {
      files.add(ROOT.resolve(name));
    }
    for (String directory : List.of("config/examples", "docs")) {
      try (Stream<Path> inside = Files.walk(ROOT.resolve(directory))) {
        inside.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
      }
    }
    return files.stream().map(file -> ROOT.relativize(file).toString()).toList();
  }

  static List<DocumentBlock> allBlocks() throws IOException {
    List<DocumentBlock> blocks = new ArrayList<>();
    for (String document : all()) {
      blocks.addAll(blocks(document));
    }
    return blocks;
  }

  /** The blocks of a document, in their order. */
  static List<DocumentBlock> blocks(String document) throws IOException {
    return blocks(document, Files.readAllLines(ROOT.resolve(document)));
  }

  /**
   * The blocks in these lines.
   *
   * @throws AssertionError if one has no end, or is marked by its indentation alone, or is not run
   *     and does not say why
   */
  static List<DocumentBlock> blocks(String document, List<String> lines) {
    List<DocumentBlock> blocks = new ArrayList<>();
    int i = 0;
    while (i < lines.size()) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (fence.matches()) {
        int end = i + 1;
        while (end < lines.size() && !lines.get(end).strip().equals("```")) {
          end++;
        }
        if (end == lines.size()) {
          throw new AssertionError(document + ":" + (i + 1) + ": the block has no end");
        }
        blocks.add(block(document, lines, i, end, fence));
        i = end;
      } else if (INDENTED.matcher(lines.get(i)).matches() && i > 0 && lines.get(i - 1).isBlank()) {
        throw new AssertionError(
            document + ":" + (i + 1) + ": a block by indentation; fence it, so that it is run");
      }
      i++;
    }
    return blocks;
  }

  private static DocumentBlock block(
      String document, List<String> lines, int begin, int end, Matcher fence) {
    List<String> words = List.of(fence.group(2).strip().split(" +"));
    int indentation = fence.group(1).length();
    Optional<String> notRun = Optional.empty();
    if (words.contains(NOT_RUN)) {
      String paragraph = paragraphBefore(lines, begin);
      if (!paragraph.contains(REASON)) {
        throw new AssertionError(
            document + ":" + (begin + 1) + ": the paragraph before does not say \"" + REASON + '"');
      }
      notRun =
          Optional.of(
              paragraph.substring(paragraph.indexOf(REASON) + REASON.length())
                  .split("[.:](?= |$)")[0]);
    }
    return new DocumentBlock(
        document,
        begin + 1,
        words.get(0),
        notRun,
        lines.subList(begin + 1, end).stream()
            .map(line -> line.length() < indentation ? "" : line.substring(indentation))
            .toList());
  }

  private static String paragraphBefore(List<String> lines, int line) {
    int end = line;
    while (end > 0 && lines.get(end - 1).isBlank()) {
      end--;
    }
    int begin = end;
    while (begin > 0 && !lines.get(begin - 1).isBlank()) {
      begin--;
    }
    return lines.subList(begin, end).stream().map(String::strip).collect(Collectors.joining(" "));
  }
}
