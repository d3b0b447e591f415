package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That what follows the documents sees what is wrong with one. */
class DocumentsTest {
  @TempDir private Path directory;

  private static List<DocumentBlock> blocks(String text) {
    return Documents.blocks("x.md", text.lines().toList());
  }

  @Test
  void blocksAreFoundAndOnesWithoutReasonOrFenceRefused() {
    List<DocumentBlock> blocks =
        blocks(
            """
            ```bash
            one
            ```
            Not run by a test: it needs
            a card. Second sentence.

              ```bash not-run
              two
              ```
            """);
    assertEquals(
        List.of(
            new DocumentBlock("x.md", 1, "bash", Optional.empty(), List.of("one")),
            new DocumentBlock("x.md", 7, "bash", Optional.of("it needs a card"), List.of("two"))),
        blocks);
    for (String wrong :
        List.of("```bash not-run\nx\n```\n", "text\n\n    indented\n", "```bash\nno end\n")) {
      assertThrows(AssertionError.class, () -> blocks(wrong), wrong);
    }
  }

  @Test
  void whatIsShownIsComparedAndAFailureSeen() throws Exception {
    String good =
        """
        ```bash
        word=hello
        f() { echo "$word $1"; echo two; echo three >&2; }
        ```
        ```console
        $ f \\
        > you
        hello ...
        ...
        three
        $ true
        $ false || echo "exit code $?"
        exit code 1
        ```
        """;
    DocumentScript.follow(blocks(good), make("good"), make("good-scratch"));
    String other = good.replace("three\n$", "four\n$");
    Path home = make("other");
    Path scratch = make("other-scratch");
    AssertionError seen =
        assertThrows(
            AssertionError.class, () -> DocumentScript.follow(blocks(other), home, scratch));
    assertTrue(seen.getMessage().contains("printed:\nhello you"), seen.getMessage());
    Path home2 = make("fails");
    Path scratch2 = make("fails-scratch");
    AssertionError failed =
        assertThrows(
            AssertionError.class,
            () -> DocumentScript.follow(blocks("```bash\nfalse\n```\n"), home2, scratch2));
    assertTrue(failed.getMessage().contains("x.md:1"), failed.getMessage());
    assertFalse(DocumentScript.isLike(List.of("a"), "a\nb"));
    assertTrue(DocumentScript.isLike(List.of(), ""));
  }

  private Path make(String name) throws Exception {
    return Files.createDirectory(directory.resolve(name));
  }
}
