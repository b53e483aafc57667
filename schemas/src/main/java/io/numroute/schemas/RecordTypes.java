package io.numroute.schemas;

import io.numroute.schemas.avro.Answer;
import io.numroute.schemas.avro.CommandResult;
import io.numroute.schemas.avro.Credential;
import io.numroute.schemas.avro.DeadLetter;
import io.numroute.schemas.avro.DirectoryCommand;
import io.numroute.schemas.avro.GatewayEvent;
import io.numroute.schemas.avro.GatewayStateReport;
import io.numroute.schemas.avro.IdempotencyClaim;
import io.numroute.schemas.avro.IdempotencyOutcome;
import io.numroute.schemas.avro.LogHeader;
import io.numroute.schemas.avro.NumberCommand;
import io.numroute.schemas.avro.NumberFact;
import io.numroute.schemas.avro.PortEvent;
import io.numroute.schemas.avro.WebhookProgress;
import io.numroute.schemas.avro.WebhookSubscription;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/** The kinds of record on our topics, each with every version of its schema that was ever used. */
final class RecordTypes {
  static {
    AvroLimits.install();
  }

  static final List<Schema> CURRENT =
      List.of(
          LogHeader.SCHEMA$,
          DirectoryCommand.SCHEMA$,
          NumberCommand.SCHEMA$,
          NumberFact.SCHEMA$,
          CommandResult.SCHEMA$,
          Answer.SCHEMA$,
          Credential.SCHEMA$,
          GatewayStateReport.SCHEMA$,
          GatewayEvent.SCHEMA$,
          PortEvent.SCHEMA$,
          WebhookSubscription.SCHEMA$,
          WebhookProgress.SCHEMA$,
          IdempotencyClaim.SCHEMA$,
          IdempotencyOutcome.SCHEMA$,
          DeadLetter.SCHEMA$);

  private static final Map<Long, Schema> WRITERS = writers();
  private static final Map<String, Schema> READERS = readers();

  private RecordTypes() {}

  /** The schema of that CRC-64-AVRO fingerprint, or null. */
  static @Nullable Schema writer(long fingerprint) {
    return WRITERS.get(fingerprint);
  }

  /** The current schema of the record type named so, or null. */
  static @Nullable Schema reader(String fullName) {
    return READERS.get(fullName);
  }

  static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  /** What generated classes of {@code schema} need to be read and written. */
  static SpecificData model(Schema schema) {
    SpecificData model = SpecificData.getForSchema(schema);
    // Where the generated class can write itself (no logical types), it takes half the time.
    model.setCustomCoders(true);
    return model;
  }

  /** The stored versions of the record type named so, oldest first. */
  static List<Schema> stored(String simpleName) {
    List<Schema> versions = new ArrayList<>();
    while (true) {
      String resource = "/schemas/" + simpleName + "/" + (versions.size() + 1) + ".avsc";
      try (InputStream in = RecordTypes.class.getResourceAsStream(resource)) {
        if (in == null) {
          return versions;
        }
        versions.add(new Schema.Parser().parse(in));
      } catch (IOException e) {
        throw new UncheckedIOException(resource, e);
      }
    }
  }

  private static Map<Long, Schema> writers() {
    Map<Long, Schema> writers = new HashMap<>();
    for (Schema current : CURRENT) {
      for (Schema version : stored(current.getName())) {
        writers.put(fingerprint(version), version);
      }
      writers.put(fingerprint(current), current);
    }
    return Map.copyOf(writers);
  }

  private static Map<String, Schema> readers() {
    Map<String, Schema> readers = new HashMap<>();
    for (Schema current : CURRENT) {
      readers.put(current.getFullName(), current);
    }
    return Map.copyOf(readers);
  }
}
