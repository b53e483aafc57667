package io.numroute.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/claims.md as data. */
final class ClaimsPage {
  private static final Pattern ROW = Pattern.compile("\\| (C\\d+) \\|.*\\| `(\\w+)\\.(\\w+)` \\|");

  private ClaimsPage() {}

  /** A row of the table. */
  record Line(String claim, String className, String method) {
    String test() {
      return className + "." + method;
    }

    boolean testExists() throws ClassNotFoundException {
      Class<?> test = Class.forName(ClaimsPage.class.getPackageName() + "." + className);
      return Arrays.stream(test.getDeclaredMethods())
          .anyMatch(m -> m.getName().equals(method) && m.isAnnotationPresent(Test.class));
    }
  }

  static List<Line> read() throws IOException {
    List<Line> lines = new ArrayList<>();
    for (String text : Files.readAllLines(Path.of("..", "docs", "claims.md"))) {
      Matcher matcher = ROW.matcher(text);
      if (matcher.matches()) {
        lines.add(new Line(matcher.group(1), matcher.group(2), matcher.group(3)));
      }
    }
    return lines;
  }
}
