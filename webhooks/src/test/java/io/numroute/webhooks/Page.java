package io.numroute.webhooks;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The verifier of {@code docs/webhooks.md}, compiled as it stands: what receivers would have. */
final class Page {
  private final Class<?> verifier;

  private Page(Class<?> verifier) {
    this.verifier = verifier;
  }

  static Page compiled(Path folder) throws Exception {
    String page = Files.readString(Path.of("../docs/webhooks.md"));
    int begin = page.indexOf("```java\n") + "```java\n".length();
    Path source = folder.resolve("WebhookVerifier.java");
    Files.writeString(source, page.substring(begin, page.indexOf("```", begin)));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int failed =
        compiler.run(null, System.err, System.err, "-d", folder.toString(), source.toString());
    if (failed != 0) {
      throw new AssertionError("the page's Java does not compile");
    }
    URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
    return new Page(loader.loadClass("WebhookVerifier"));
  }

  boolean verify(
      String key, String id, String timestamp, String signatures, byte[] body, long now) {
    try {
      Object made = verifier.getConstructor(String.class).newInstance(key);
      return (boolean)
          verifier
              .getMethod(
                  "verify", String.class, String.class, String.class, byte[].class, long.class)
              .invoke(made, id, timestamp, signatures, body, now);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
