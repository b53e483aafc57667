package io.numroute.router;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A router in a JVM of its own, to be killed. */
final class RouterProcess {
  private RouterProcess() {}

  /** Arguments: bootstrap servers, state directory, partitions. Ends when it is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    Router router =
        new Router(
            RouterConfig.local("r1", Path.of(arguments[1])),
            KafkaSettings.of(arguments[0]),
            AvroFraming.singleObject(),
            new TopicCatalogue(Integer.parseInt(arguments[2]), (short) 1, 1));
    router.start();
    new CountDownLatch(1).await();
  }

  static Process start(String bootstrapServers, Path stateDir, int partitions, File log)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            RouterProcess.class.getName(),
            bootstrapServers,
            stateDir.toString(),
            Integer.toString(partitions))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }
}
