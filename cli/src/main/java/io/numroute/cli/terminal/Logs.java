package io.numroute.cli.terminal;

import java.nio.file.Path;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Where log lines go. To be called before anything logs: the first logger decides for the whole
 * process. Without a call only our own warnings are shown.
 */
public final class Logs {
  private static final String CONFIGURATION = "logback.configurationFile";

  private Logs() {}

  /** Everything into a file, our own warnings to standard error too. */
  public static void toFile(Path file) {
    System.setProperty("numroute.log", file.toAbsolutePath().toString());
    use("logback-demo.xml");
  }

  /** Everything to standard error, as services do. */
  public static void toStandardError() {
    use("logback-role.xml");
  }

  private static void use(String configuration) {
    if (System.getProperty(CONFIGURATION) == null) {
      System.setProperty(CONFIGURATION, configuration);
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
