package io.numroute.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * FULL_TRANSITIVE: what was ever written can be read with the current schema, and what is written
 * now can be read with every earlier one.
 *
 * <p>To change a schema: change {@code src/main/avro}, and store the result as the next number in
 * {@code src/main/resources/schemas/<Record>}. A stored version is never changed.
 */
class CompatibilityTest {
  static Stream<Schema> current() {
    return RecordTypes.CURRENT.stream();
  }

  @ParameterizedTest
  @MethodSource("current")
  void isCompatibleBothWaysWithEveryStoredVersion(Schema current) {
    for (Schema stored : RecordTypes.stored(current.getName())) {
      assertThat(reads(current, stored)).as("new reads old %s", stored.getName()).isTrue();
      assertThat(reads(stored, current)).as("old reads new %s", stored.getName()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("current")
  void newestStoredVersionIsTheCurrentSchema(Schema current) {
    List<Schema> stored = RecordTypes.stored(current.getName());
    assertThat(stored).as("stored versions of %s", current.getName()).isNotEmpty();
    Schema newest = stored.get(stored.size() - 1);
    assertThat(plain(newest)).isEqualTo(plain(current));
  }

  /** What {@link FactFraming} reads of a fact whose schema it does not know. */
  @Test
  void theHeadOfAFactNeverChangesPlace() {
    List<String> head = new ArrayList<>();
    for (Schema version : RecordTypes.stored("NumberFact")) {
      List<String> fields =
          plain(version).getFields().stream()
              .limit(16)
              .map(field -> field.name() + " " + kindOf(field.schema()))
              .toList();
      assertThat(fields.get(15)).isEqualTo("commandTimeMs \"long\"");
      assertThat(head.isEmpty() ? fields : head).isEqualTo(fields);
      head = fields;
    }
  }

  /** An enum may grow; only its ordinal is written. */
  private static String kindOf(Schema schema) {
    return schema.getType() == Schema.Type.ENUM ? "enum" : schema.toString();
  }

  @Test
  void thereIsASampleOfEveryKind() {
    assertThat(SampleRecords.all().stream().map(SpecificRecord::getSchema).distinct())
        .containsExactlyInAnyOrderElementsOf(RecordTypes.CURRENT);
  }

  @Test
  void noticesAFieldWithoutDefault() {
    Schema current = RecordTypes.CURRENT.get(0);
    Schema wider =
        changed(current, "\"fields\":[", "\"fields\":[{\"name\":\"x\",\"type\":\"int\"},");
    assertThat(reads(wider, current)).isFalse();
    assertThat(reads(current, wider)).isTrue();
  }

  @Test
  void noticesAFieldThatWasTakenOut() {
    Schema current = RecordTypes.CURRENT.get(0);
    Schema renamed = changed(current, "\"logId\"", "\"logIdentity\"");
    assertThat(reads(current, renamed)).isFalse();
    assertThat(reads(renamed, current)).isFalse();
  }

  @Test
  void noticesAnotherType() {
    Schema current = RecordTypes.CURRENT.get(0);
    Schema retyped =
        changed(
            current,
            "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}",
            "{\"type\":\"string\"}");
    assertThat(reads(retyped, current)).isFalse();
  }

  private static boolean reads(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }

  private static Schema changed(Schema schema, String from, String to) {
    String text = plain(schema).toString();
    assertThat(text).contains(from);
    return new Schema.Parser().parse(text.replace(from, to));
  }

  /** Without what the code generator adds. */
  private static Schema plain(Schema schema) {
    return new Schema.Parser()
        .parse(
            schema
                .toString()
                .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"")
                .replace(",\"avro.java.string\":\"String\"", ""));
  }
}
