package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What documents point at is there: files, headings, commands and options. */
class DocumentLinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]*)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("#+ (.*)");
  private static final Pattern COMMAND = Pattern.compile("`(?:\\./)?mikey ([^`]*)`");
  private static final Pattern OPTION = Pattern.compile("(--[a-z-]+)(?:=.*)?");

  @Test
  void filesAndHeadingsAreThere() throws IOException {
    for (String document : Documents.all()) {
      for (Link link : links(document)) {
        assertTrue(Files.exists(link.target()), document + ": " + link);
        if (link.heading().isPresent()) {
          assertTrue(
              headings(link.target()).contains(link.heading().get()), document + ": " + link);
        }
      }
    }
  }

  @Test
  void theReadmeLeadsToEveryDocument() throws IOException {
    List<Path> linked = links("README.md").stream().map(Link::target).toList();
    List<String> missing =
        Documents.all().stream()
            .filter(name -> name.startsWith("docs/"))
            .filter(name -> !linked.contains(Documents.ROOT.resolve(name)))
            .toList();
    assertEquals(List.of(), missing);
  }

  /** Commands in running text, which are not run. */
  @Test
  void commandsNamedInTheTextExist() throws IOException {
    CommandLine mikey = EveryCommandTest.commandLine();
    for (String document : Documents.all()) {
      Matcher command = COMMAND.matcher(Files.readString(Documents.ROOT.resolve(document)));
      while (command.find()) {
        Optional<String> unknown = unknown(mikey, command.group(1).split("\\s+"));
        assertEquals(Optional.empty(), unknown, document + ": " + command.group());
      }
    }
  }

  private static Optional<String> unknown(CommandLine mikey, String[] words) {
    CommandSpec at = mikey.getCommandSpec();
    for (String word : words) {
      Map<String, CommandLine> inner = at.subcommands();
      Matcher option = OPTION.matcher(word);
      if (option.matches()) {
        if (at.findOption(option.group(1)) == null) {
          return Optional.of(word);
        }
      } else if (!inner.isEmpty()) {
        if (!inner.containsKey(word)) {
          return Optional.of(word);
        }
        at = inner.get(word).getCommandSpec();
      }
    }
    return Optional.empty();
  }

  private record Link(Path target, Optional<String> heading) {}

  private static List<Link> links(String document) throws IOException {
    Path file = Documents.ROOT.resolve(document);
    List<Link> links = new ArrayList<>();
    for (String line : outsideBlocks(file)) {
      Matcher link = LINK.matcher(line);
      while (link.find()) {
        Path target =
            link.group(1).isEmpty() ? file : file.resolveSibling(link.group(1)).normalize();
        links.add(new Link(target, Optional.ofNullable(link.group(2))));
      }
    }
    return links;
  }

  /** As GitHub makes them of headings. */
  private static List<String> headings(Path file) throws IOException {
    List<String> headings = new ArrayList<>();
    for (String line : outsideBlocks(file)) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        headings.add(
            heading
                .group(1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 _-]", "")
                .replace(' ', '-'));
      }
    }
    return headings;
  }

  private static List<String> outsideBlocks(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(file)) {
      if (line.strip().startsWith("```")) {
        inside = !inside;
      } else if (!inside) {
        lines.add(line);
      }
    }
    return lines;
  }
}
