package io.numroute.http;

import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of an issuer of tokens, fetched by a thread of its own: at once, every five
 * minutes, and soon after a token names a key that is not among them, but never more often than
 * every ten seconds whatever tokens come. While they cannot be had, those from before stay. Asking
 * for a key never waits.
 */
final class SigningKeys implements JWKSource<SecurityContext>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final Duration AT_MOST_EVERY = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 256 << 10;

  private final URI place;
  private final long atMostEveryMs;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final ScheduledExecutorService clock;
  private final AtomicBoolean wanted = new AtomicBoolean();
  private volatile JWKSet keys = new JWKSet();
  private volatile @Nullable String trouble = "they were not fetched yet";

  /** Fetches from now until {@link #close}. */
  SigningKeys(URI place) {
    this(place, EVERY, AT_MOST_EVERY);
  }

  SigningKeys(URI place, Duration every, Duration atMostEvery) {
    this.place = place;
    this.atMostEveryMs = atMostEvery.toMillis();
    clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "jwt-keys");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleWithFixedDelay(this::fetch, 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Why the keys may be out of date; null when they are not. */
  @Nullable String trouble() {
    return trouble;
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
    List<JWK> found = selector.select(keys);
    if (found.isEmpty() && wanted.compareAndSet(false, true)) {
      clock.schedule(this::fetchWanted, atMostEveryMs, TimeUnit.MILLISECONDS);
    }
    return found;
  }

  private void fetchWanted() {
    wanted.set(false);
    fetch();
  }

  private void fetch() {
    try {
      JWKSet fetched = publicOf(JWKSet.parse(read()));
      if (!fetched.toString().equals(keys.toString())) {
        LOG.info("tokens: {} keys of the issuer are in use", fetched.size());
      }
      keys = fetched;
      trouble = null;
    } catch (IOException | ParseException | RuntimeException e) {
      // What was fetched is not told: it may hold anything.
      String told = e instanceof ParseException ? "no JWKS is there" : e.toString();
      if (!told.equals(trouble)) {
        LOG.warn("tokens: the issuer's keys cannot be fetched, those from before stay: {}", told);
      }
      trouble = told;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A shared secret, should somebody publish one, verifies nothing. */
  private static JWKSet publicOf(JWKSet all) {
    return new JWKSet(
        all.getKeys().stream()
            .filter(key -> key instanceof AsymmetricJWK)
            .map(JWK::toPublicJWK)
            .toList());
  }

  private String read() throws IOException, InterruptedException {
    if (place.getScheme().equals("file")) {
      Path file = Path.of(place);
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("more than " + MAX_BYTES + " bytes");
      }
      return Files.readString(file);
    }
    HttpRequest request =
        HttpRequest.newBuilder(place)
            .timeout(TIMEOUT)
            .header("Accept", "application/jwk-set+json, application/json")
            .build();
    HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException("status " + response.statusCode());
      }
      byte[] bytes = body.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("more than " + MAX_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
