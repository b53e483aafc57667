package io.numroute.router;

import io.numroute.replica.DirectoryCommands;
import io.numroute.replica.NumberCommands;
import io.numroute.routing.Actor;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.Proof;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Writes commands as an ingest does, and whatever else a test wants on their topics. */
final class Writer implements AutoCloseable {
  static final AvroFraming FRAMING = AvroFraming.singleObject();

  private final Producer<byte[], byte[]> producer;
  private long directoryEnd;

  Writer(String bootstrapServers) {
    producer = new KafkaProducer<>(KafkaSettings.of(bootstrapServers).producer());
  }

  /** Returns its offset. */
  long directory(Actor actor, DirectoryCommand command) throws Exception {
    var message = DirectoryCommands.toAvro(command, actor, Proof.apiKey("key-1"), Instant.now());
    RecordMetadata place =
        send(TopicCatalogue.DIRECTORY_COMMANDS, bytes(command.entity()), FRAMING.encode(message));
    directoryEnd = place.offset() + 1;
    return place.offset();
  }

  RecordMetadata number(Actor actor, NumberCommand command) throws Exception {
    return number(actor, command, directoryEnd);
  }

  RecordMetadata number(Actor actor, NumberCommand command, long directoryEnd) throws Exception {
    return send(
        TopicCatalogue.NUMBER_COMMANDS,
        bytes(command.number().toString()),
        encoded(actor, command, directoryEnd));
  }

  static byte[] encoded(Actor actor, NumberCommand command, long directoryEnd) {
    return FRAMING.encode(
        NumberCommands.toAvro(command, actor, Proof.apiKey("key-1"), Instant.now(), directoryEnd));
  }

  long directoryEnd() {
    return directoryEnd;
  }

  void directoryEnd(long end) {
    directoryEnd = end;
  }

  RecordMetadata send(String topic, byte @Nullable [] key, byte @Nullable [] value)
      throws Exception {
    return send(new ProducerRecord<>(topic, key, value));
  }

  RecordMetadata send(ProducerRecord<byte[], byte[]> message) throws Exception {
    return producer.send(message).get();
  }

  /** A framed record as a later version would write it: another fingerprint, and a field more. */
  static byte[] ofALaterSchema(byte[] framed) {
    byte[] later = Arrays.copyOf(framed, framed.length + 2);
    later[4] ^= 1;
    later[framed.length] = 2; // the length of a text of one letter
    later[framed.length + 1] = 'x';
    return later;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close();
  }
}
