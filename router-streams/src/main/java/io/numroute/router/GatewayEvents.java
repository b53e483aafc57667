package io.numroute.router;

import io.numroute.replica.GatewayStateFollower;
import io.numroute.routing.GatewayStates.Report;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.GatewayEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the reports on gateways once more, from the oldest there is, and gives every change that
 * was not told before.
 *
 * <p>Changes come in one order that the reports alone settle, so the last one told says where to go
 * on: a change is told again only when its router died between telling it and noting that, and then
 * with the same gateway, version and kind. What is lost: changes of a time when no router ran for
 * longer than the topic keeps every report (12 hours).
 */
final class GatewayEvents implements AutoCloseable {
  private final GatewayStateFollower follower;
  private final Cursor told;
  private final Consumer<GatewayChanges.Change> next;
  private GatewayChanges changes = new GatewayChanges();

  /**
   * The last change told: what is at or before it is not told again.
   *
   * @param atMs {@link Long#MIN_VALUE} when none was told yet
   */
  record Cursor(long atMs, long version) {
    static final Cursor NONE = new Cursor(Long.MIN_VALUE, -1);

    static Cursor after(GatewayChanges.Change change) {
      return new Cursor(change.atMs(), change.version());
    }

    boolean covers(GatewayChanges.Change change) {
      return change.atMs() < atMs || (change.atMs() == atMs && change.version() <= version);
    }

    /** As a consumer group keeps it for {@code numroute.gateway-state}. */
    OffsetAndMetadata committed() {
      return new OffsetAndMetadata(Math.max(0, version), atMs + " " + version);
    }

    /** What a group has; none when that is nothing, or nothing of ours. */
    static Cursor of(@Nullable OffsetAndMetadata committed) {
      String[] words = committed == null ? new String[0] : committed.metadata().split(" ", 3);
      try {
        return words.length == 2
            ? new Cursor(Long.parseLong(words[0]), Long.parseLong(words[1]))
            : NONE;
      } catch (NumberFormatException e) {
        return NONE;
      }
    }
  }

  /**
   * @param next called on the follower's thread, which waits for it
   * @param poison gets each record that is no report, from the one after {@code told} on
   */
  GatewayEvents(
      KafkaSettings kafka,
      AvroFraming framing,
      Clock clock,
      Cursor told,
      Consumer<GatewayChanges.Change> next,
      BiConsumer<ConsumerRecord<byte[], byte[]>, BadRecordException> poison) {
    this.told = told;
    this.next = next;
    follower =
        new GatewayStateFollower(
            kafka,
            framing,
            clock,
            new Listener(),
            (message, reason) -> {
              if (message.offset() > told.version) {
                poison.accept(message, reason);
              }
            });
  }

  void start() {
    follower.start();
  }

  /** The record of a change. */
  static ProducerRecord<byte[], byte[]> message(GatewayChanges.Change change, AvroFraming framing) {
    String gateway = change.gateway().toString();
    return new ProducerRecord<>(
        TopicCatalogue.GATEWAY_EVENTS,
        gateway.getBytes(StandardCharsets.US_ASCII),
        framing.encode(
            new GatewayEvent(
                TopicCatalogue.GATEWAY_EVENTS,
                gateway,
                change.kind(),
                Instant.ofEpochMilli(change.atMs()),
                change.untilMs(),
                change.flaps(),
                change.version(),
                change.actor().toString())));
  }

  @Override
  public void close() {
    follower.close();
  }

  private final class Listener implements GatewayStateFollower.Listener {
    @Override
    public void begins() {
      changes = new GatewayChanges();
    }

    @Override
    public void reported(Report report) {
      changes.with(report).forEach(this::tell);
    }

    @Override
    public void knownUntil(long ms) {
      changes.until(ms).forEach(this::tell);
    }

    private void tell(GatewayChanges.Change change) {
      if (!told.covers(change)) {
        next.accept(change);
      }
    }
  }
}
