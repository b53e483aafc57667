package io.numroute.schemas;

import java.net.URI;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What stands in front of an Avro datum in a record's value, so that a reader finds the schema it
 * was written with.
 *
 * <p>Thread-safe; each thread keeps an encoder and decoders of its own, so a call allocates little
 * more than its result. Decoding accepts each of our record types, as written with the current
 * schema or any stored earlier version ({@code schemas/<Record>/<n>.avsc}), and gives the current
 * class.
 */
public sealed interface AvroFraming permits SingleObjectFraming, ConfluentFraming {
  /** The longest value that is read; the brokers' own default limit. */
  int MAX_BYTES = 1 << 20;

  /** Setting: {@code single-object} (the default) or {@code confluent}. */
  String FRAMING = "framing";

  /** Setting: URL of the schema registry, for {@code confluent}. */
  String REGISTRY = "framing.registry";

  /** Frame and datum. */
  byte[] encode(SpecificRecord message);

  /**
   * The record in {@code bytes}, which are not kept.
   *
   * @throws BadRecordException when it is none of ours
   * @throws RegistryException when the registry cannot be asked; try again later
   */
  SpecificRecord decode(byte @Nullable [] bytes) throws BadRecordException;

  /**
   * The bytes in front of a datum written with {@code schema}, for hot paths that write the datum
   * themselves. The caller must not change them.
   */
  byte[] header(Schema schema);

  /** How many bytes stand in front of each datum. */
  int headerBytes();

  /**
   * Avro's single-object encoding: C3 01, the CRC-64-AVRO fingerprint of the schema (little
   * endian), the datum. Needs no registry.
   */
  static AvroFraming singleObject() {
    return SingleObjectFraming.INSTANCE;
  }

  /**
   * Confluent's framing: 0, the schema's id in {@code registry} (4 bytes, big endian), the datum.
   * Subjects are named after the record ({@code RecordNameStrategy}), because the commands topics
   * hold two kinds. The registry is first asked when the first record passes.
   */
  static AvroFraming confluent(URI registry) {
    return new ConfluentFraming(new RegistryClient(registry, Map.of()));
  }

  /** As {@link #FRAMING} and {@link #REGISTRY} say. */
  static AvroFraming of(Settings settings) {
    String kind = settings.text(FRAMING, "single-object");
    String registry = settings.text(REGISTRY, "");
    switch (kind) {
      case "single-object":
        if (!registry.isEmpty()) {
          throw settings.wrong(REGISTRY, "has a meaning only with framing=confluent");
        }
        return singleObject();
      case "confluent":
        if (!registry.startsWith("http://") && !registry.startsWith("https://")) {
          throw settings.wrong(REGISTRY, "must be the http(s) URL of a schema registry");
        }
        try {
          return confluent(URI.create(registry));
        } catch (IllegalArgumentException e) {
          throw settings.wrong(REGISTRY, "must be the http(s) URL of a schema registry");
        }
      default:
        throw settings.wrong(FRAMING, "must be single-object or confluent");
    }
  }
}
