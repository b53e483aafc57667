package io.numroute.broker;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The broker as a process of its own: {@code BrokerMain DATA_DIR PORT}. Prints {@code ready
 * HOST:PORT} and runs until it is terminated.
 */
public final class BrokerMain {
  private BrokerMain() {}

  public static void main(String[] args) throws InterruptedException {
    if (args.length != 2) {
      System.err.println("usage: BrokerMain DATA_DIR PORT");
      System.exit(2);
    }
    try {
      EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), Integer.parseInt(args[1]));
      Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
      System.out.println("ready " + broker.bootstrapServers());
      new CountDownLatch(1).await();
    } catch (BrokerException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
