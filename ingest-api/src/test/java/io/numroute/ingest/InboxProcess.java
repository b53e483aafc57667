package io.numroute.ingest;

import io.numroute.hop.Routers;
import io.numroute.http.CredentialsFollower;
import io.numroute.routing.RouteQuery;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.util.concurrent.CountDownLatch;

/** An ingest in a process of its own, to be killed: {@code InboxProcess BOOTSTRAP_SERVERS}. */
final class InboxProcess {
  private InboxProcess() {}

  public static void main(String[] args) throws Exception {
    KafkaSettings kafka = KafkaSettings.of(args[0]);
    AvroFraming framing = AvroFraming.singleObject();
    Ingest ingest =
        new Ingest(
            IngestConfig.at("127.0.0.1", 0, null).withQuotas(0, 0),
            kafka,
            framing,
            new TopicCatalogue(IngestFleet.PARTITIONS, (short) 1, 1),
            new NoRouters(),
            new CredentialsFollower(kafka, framing));
    ingest.start();
    System.out.print("ready");
    System.out.flush();
    new CountDownLatch(1).await();
  }

  /** Nobody asks. */
  private static final class NoRouters implements Routers {
    @Override
    public void lookup(
        RouteQuery query, boolean explain, long deadlineNs, Callback<Answered> callback) {
      callback.unavailable(Unavailable.NO_ROUTER);
    }

    @Override
    public void fact(long digits, long deadlineNs, Callback<KnownFact> callback) {
      callback.unavailable(Unavailable.NO_ROUTER);
    }

    @Override
    public void whatIf(
        RouteQuery query, byte[] overlay, long deadlineNs, Callback<WhatIf> callback) {
      callback.unavailable(Unavailable.NO_ROUTER);
    }

    @Override
    public boolean ready() {
      return false;
    }

    @Override
    public void close() {}
  }
}
