package io.numroute.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.numroute.schemas.BadRecordException.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfluentFramingTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> requests = new ArrayList<>();
  private final List<String> schemas = new ArrayList<>();
  private HttpServer registry;
  private URI url;

  /** A registry that numbers schemas from 1 in the order they come. */
  @BeforeEach
  void startRegistry() throws IOException {
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext("/", this::answer);
    registry.start();
    url = URI.create("http://127.0.0.1:" + registry.getAddress().getPort());
  }

  @AfterEach
  void stopRegistry() {
    registry.stop(0);
  }

  @Test
  void readsBackEachKindAndAsksOncePerSchema() throws Exception {
    AvroFraming writer = AvroFraming.confluent(url);
    AvroFraming reader = AvroFraming.confluent(url);
    for (int i = 0; i < 3; i++) {
      for (SpecificRecord message : SampleRecords.all()) {
        assertThat(reader.decode(writer.encode(message))).isEqualTo(message);
      }
    }
    int kinds = RecordTypes.CURRENT.size();
    assertThat(requests)
        .hasSize(2 * kinds)
        .startsWith(
            "POST /subjects/io.numroute.schemas.avro.LogHeader/versions", "GET /schemas/ids/1");
  }

  @Test
  void framesWithZeroAndTheBigEndianId() {
    byte[] framed = AvroFraming.confluent(url).encode(SampleRecords.header());
    assertThat(Arrays.copyOf(framed, 5)).containsExactly(0, 0, 0, 0, 1);
  }

  @Test
  void tellsBadRecordsFromABadRegistry() throws Exception {
    AvroFraming framing = AvroFraming.confluent(url);
    byte[] good = framing.encode(SampleRecords.header());
    assertThat(refusal(framing, new byte[] {0, 0, 0, 9, 9, 1})).isEqualTo(Code.UNKNOWN_SCHEMA);
    assertThat(refusal(framing, new byte[] {1, 0, 0, 0, 1, 1})).isEqualTo(Code.NOT_AVRO);
    assertThat(refusal(framing, new byte[] {0, 0})).isEqualTo(Code.NOT_AVRO);
    schemas.add("{\"type\":\"record\",\"name\":\"Foreign\",\"fields\":[]}");
    assertThat(refusal(framing, new byte[] {0, 0, 0, 0, 2, 1})).isEqualTo(Code.UNKNOWN_SCHEMA);
    schemas.add("syntax = \"proto3\";");
    assertThat(refusal(framing, new byte[] {0, 0, 0, 0, 3, 1})).isEqualTo(Code.UNKNOWN_SCHEMA);

    SpecificRecord before = framing.decode(good);
    registry.stop(0);
    assertThat(framing.decode(good)).isEqualTo(before);
    assertThatThrownBy(() -> AvroFraming.confluent(url).decode(good))
        .isInstanceOf(RegistryException.class);
  }

  private static Code refusal(AvroFraming framing, byte[] bytes) {
    return catchThrowableOfType(BadRecordException.class, () -> framing.decode(bytes)).code();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    int status = 200;
    String body = "{}";
    if (path.startsWith("/subjects/")) {
      schemas.add(JSON.readTree(exchange.getRequestBody()).path("schema").asText());
      body = "{\"id\":" + schemas.size() + "}";
    } else {
      int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
      if (id <= schemas.size()) {
        body = JSON.createObjectNode().put("schema", schemas.get(id - 1)).toString();
      } else {
        status = 404;
      }
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
