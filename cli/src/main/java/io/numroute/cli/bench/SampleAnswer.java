package io.numroute.cli.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One answer of the node, for the raw server to repeat.
 *
 * @param otherHeaders {@code Name: value}, without what the server adds itself
 */
record SampleAnswer(int status, String contentType, List<String> otherHeaders, String body) {
  private static final Set<String> OWN =
      Set.of("content-type", "content-length", "connection", "date", "server");

  static SampleAnswer ask(InetSocketAddress server, String target, String authorization)
      throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    URI uri = URI.create("http://127.0.0.1:" + server.getPort() + target);
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", authorization)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    List<String> others = new ArrayList<>();
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> others.add(name + ": " + value));
              }
            });
    String contentType =
        response.headers().firstValue("content-type").orElse("application/octet-stream");
    return new SampleAnswer(response.statusCode(), contentType, others, response.body());
  }
}
