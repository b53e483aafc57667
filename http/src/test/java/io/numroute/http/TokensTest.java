package io.numroute.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import io.numroute.schemas.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of an issuer whose keys a real server has. */
class TokensTest {
  private static final String ISSUER = "https://id.example";
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final Caller BY_KEY =
      Caller.of(new IspId("keyed"), Role.OPERATOR, Proof.apiKey("k1"));

  private static ECKey first;
  private static ECKey second;
  private static RSAKey rsa;
  private static OctetSequenceKey shared;

  private volatile String served = "";
  private final AtomicInteger fetched = new AtomicInteger();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private HttpServer server;
  private SigningKeys signingKeys;
  private Tokens tokens;

  @BeforeAll
  static void make() throws Exception {
    first = new ECKeyGenerator(Curve.P_256).keyID("first").generate();
    second = new ECKeyGenerator(Curve.P_256).keyID("second").generate();
    rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    shared = new OctetSequenceKeyGenerator(256).keyID("shared").generate();
  }

  @BeforeEach
  void open() throws Exception {
    serve(first, rsa, shared);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/jwks",
        exchange -> {
          fetched.incrementAndGet();
          byte[] body = served.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    URI place = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
    signingKeys = new SigningKeys(place, Duration.ofMinutes(5), Duration.ofMillis(50));
    InstantSource source = now::get;
    tokens =
        new Tokens(
            (ascii, from, to) ->
                new String(ascii, from, to - from, StandardCharsets.US_ASCII).equals("nr_k1_s")
                    ? BY_KEY
                    : null,
            settings(Map.of("jwt.keys", place.toString())),
            signingKeys,
            source.withZone(ZoneOffset.UTC));
    await(() -> signingKeys.trouble() == null);
  }

  @AfterEach
  void close() {
    tokens.close();
    server.stop(0);
  }

  private static TokenSettings settings(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.putIfAbsent("jwt.issuer", ISSUER);
    return Objects.requireNonNull(TokenSettings.of(Settings.of(all)));
  }

  private void serve(JWK... keys) {
    // With what must not be there: a shared secret as it is.
    served = new JWKSet(List.of(keys)).toString(false);
  }

  @Test
  void whoeverTheTokenSays() throws Exception {
    Caller operator = Objects.requireNonNull(verify(signed(first, claims())));
    assertThat(operator)
        .isEqualTo(
            Caller.of(new IspId("acme"), Role.OPERATOR, Proof.token(ISSUER, "provisioning@acme")));
    assertThat(operator.proof().credential()).isEqualTo(ISSUER + "#provisioning@acme");
    assertThat(operator.proof().kind().word()).isEqualTo("jwt");
    Caller auditor =
        Objects.requireNonNull(
            verify(
                signed(
                    first,
                    claims().claim("numroute_isp", null).claim("numroute_role", "auditor"))));
    assertThat(auditor.role()).isEqualTo(Role.AUDITOR);
    assertThat(auditor.isp()).isNull();
    assertThat(verify(signed(rsa, JWSAlgorithm.PS256, claims(), h -> h))).isEqualTo(operator);
    assertThat(tokens.verify("nr_k1_s")).isEqualTo(BY_KEY);
    assertThat(tokens.verify("nr_k1_t")).isNull();
  }

  @Test
  void whatTheClaimsLackOrSayWrongly() throws Exception {
    for (JWTClaimsSet.Builder wrong :
        List.of(
            claims().issuer("https://evil.example"),
            claims().issuer(null),
            claims().audience("another"),
            claims().audience((String) null),
            claims().subject(null),
            claims().subject("with space"),
            claims().subject("x".repeat(129)),
            claims().issueTime(null),
            claims().expirationTime(null),
            claims().expirationTime(at(-31)),
            claims().notBeforeTime(at(31)),
            claims().issueTime(at(31)).expirationTime(at(600)),
            claims().issueTime(at(0)).expirationTime(at(3_601)),
            claims().claim("numroute_role", null),
            claims().claim("numroute_role", "root"),
            claims().claim("numroute_role", List.of("operator", "authority")),
            claims().claim("numroute_role", "authority"), // with an ISP
            claims().claim("numroute_isp", null), // an operator of nobody
            claims().claim("numroute_isp", "ACME/../beta"),
            claims().claim("numroute_isp", 7))) {
      String token = signed(first, wrong);
      assertThat(verify(token)).as("%s", wrong.build()).isNull();
    }
    assertThat(verify(signed(first, claims().expirationTime(at(-29))))).as("skew").isNotNull();
    assertThat(verify(signed(first, claims().notBeforeTime(at(29))))).as("skew").isNotNull();
    assertThat(verify(signed(first, claims().audience(List.of("another", "numroute")))))
        .isNotNull();
  }

  @Test
  void whoeverSignsItHimself() throws Exception {
    ECKey evil = new ECKeyGenerator(Curve.P_256).keyID("first").generate();
    assertThat(verify(signed(evil, claims()))).as("the name of a key is no key").isNull();
    assertThat(
            verify(
                signed(
                    evil,
                    JWSAlgorithm.ES256,
                    claims(),
                    header -> header.keyID(null).jwk(evil.toPublicJWK()))))
        .as("jwk")
        .isNull();
    assertThat(
            verify(
                signed(
                    evil,
                    JWSAlgorithm.ES256,
                    claims(),
                    header ->
                        header.jwkURL(
                            URI.create(
                                "http://127.0.0.1:" + server.getAddress().getPort() + "/evil")))))
        .as("jku")
        .isNull();
    assertThat(verify(new PlainJWT(claims().build()).serialize())).as("none").isNull();

    SignedJWT confused =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(), claims().build());
    confused.sign(new MACSigner(rsa.toRSAPublicKey().getEncoded()));
    assertThat(verify(confused.serialize())).as("the public key as a shared secret").isNull();
    SignedJWT secret =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("shared").build(), claims().build());
    secret.sign(new MACSigner(shared));
    assertThat(verify(secret.serialize())).as("a shared secret").isNull();
    assertThat(verify(signed(rsa, JWSAlgorithm.RS512, claims(), h -> h)))
        .as("an algorithm that is not on the list")
        .isNull();
    assertThat(
            verify(
                signed(
                    first,
                    JWSAlgorithm.ES256,
                    claims(),
                    h -> h.type(new JOSEObjectType("logout+jwt")))))
        .as("another kind of token")
        .isNull();
  }

  @Test
  void whatIsChangedOnTheWay() throws Exception {
    String token = signed(first, claims());
    assertThat(verify(token)).isNotNull();
    String[] parts = token.split("\\.");
    String payload = new Base64URL(parts[1]).decodeToString();
    String other = Base64URL.encode(payload.replace("acme", "beta")).toString();
    assertThat(verify(parts[0] + "." + other + "." + parts[2])).isNull();
    assertThat(verify(parts[0] + "." + parts[1] + ".")).isNull();
    assertThat(verify(parts[0] + "." + parts[1])).isNull();
    for (int length = 2; length < token.length(); length += 7) {
      assertThat(verify(token.substring(0, length))).isNull();
    }
    assertThat(verify(token + "A")).isNull();
    assertThat(verify(signed(first, claims().claim("padding", "x".repeat(4_096))))).isNull();
    String twice = payload.replace("{", "{\"numroute_isp\":\"beta\",");
    SignedJWT ambiguous =
        new SignedJWT(new Base64URL(parts[0]), Base64URL.encode(twice), new Base64URL(parts[2]));
    assertThat(verify(ambiguous.serialize())).isNull();
  }

  /** Signed by the issuer itself, with a claim that is there twice. */
  @Test
  void aClaimThatIsThereTwiceIsRefused() throws Exception {
    String payload = claims().build().toString().replace("{", "{\"numroute_isp\":\"beta\",");
    JWSObject twice =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("first").build(), new Payload(payload));
    twice.sign(new ECDSASigner(first));
    assertThat(verify(twice.serialize())).isNull();
  }

  @Test
  void itEndsWhenItSays_alsoWhenItWasGoodAMomentAgo() throws Exception {
    String token = signed(first, claims().expirationTime(at(10)));
    assertThat(verify(token)).isNotNull();
    now.set(NOW.plusSeconds(39));
    assertThat(verify(token)).as("within the skew").isNotNull();
    now.set(NOW.plusSeconds(40));
    assertThat(verify(token)).isNull();
  }

  @Test
  void aNewKeyIsFetchedWhenATokenNamesIt_andTheOldOneLeaves() throws Exception {
    String ofSecond = signed(second, claims());
    String ofFirst = signed(first, claims());
    assertThat(verify(ofSecond)).isNull();
    serve(second);
    await(() -> verify(ofSecond) != null);
    assertThat(verify(ofFirst)).isNull();
    now.set(NOW.plusSeconds(60));
    serve(first);
    await(() -> verify(ofFirst) != null);
    assertThat(verify(ofSecond)).as("not remembered for longer than half a minute").isNull();
  }

  @Test
  void whatComesInsteadOfKeysChangesNothing() throws Exception {
    String token = signed(first, claims());
    served = "<html>";
    provoke();
    await(() -> signingKeys.trouble() != null);
    assertThat(signingKeys.trouble()).isEqualTo("no JWKS is there");
    assertThat(verify(token)).isNotNull();
    serve(first);
    provoke();
    await(() -> signingKeys.trouble() == null);
    server.stop(0);
    provoke();
    await(() -> signingKeys.trouble() != null);
    now.set(NOW.plusSeconds(60)); // not remembered any more
    assertThat(verify(token)).as("the issuer is away").isNotNull();
  }

  @Test
  void noFloodOfInventedKeyNamesReachesTheIssuer() throws Exception {
    int before = fetched.get();
    long begunNs = System.nanoTime();
    for (int i = 0; i < 300; i++) {
      provoke();
    }
    long windows = (System.nanoTime() - begunNs) / 50_000_000 + 2;
    assertThat(fetched.get() - before).isLessThanOrEqualTo((int) windows);
  }

  @Test
  void keysFromAFile(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("jwks.json");
    Files.writeString(file, served);
    try (Tokens ofFile =
        new Tokens((ascii, from, to) -> null, settings(Map.of("jwt.keys", file.toString())))) {
      await(() -> ofFile.trouble() == null);
      Date expires = Date.from(Instant.now().plusSeconds(60));
      String token =
          signed(first, claims().issueTime(Date.from(Instant.now())).expirationTime(expires));
      assertThat(ofFile.verify(token)).isNotNull();
    }
  }

  @Test
  void settingsThatWouldLetAnybodyIn() {
    for (Map<String, String> wrong :
        List.of(
            Map.of("jwt.keys", "http://id.example/jwks"),
            Map.of("jwt.keys", "ftp://id.example/jwks"),
            Map.of("jwt.keys", "https:///jwks"),
            Map.of("jwt.keys", "https://id.example/k", "jwt.algorithms", "none"),
            Map.of("jwt.keys", "https://id.example/k", "jwt.algorithms", "RS256,HS256"),
            Map.of("jwt.keys", "https://id.example/k", "jwt.skew", "6m"),
            Map.of("jwt.keys", "https://id.example/k", "jwt.longest", "25h"),
            Map.of("jwt.keys", "https://id.example/k", "jwt.claim.isp", "numroute_role"),
            Map.of("jwt.algorithms", "RS256"))) {
      assertThatThrownBy(() -> settings(wrong))
          .as("%s", wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("setting jwt.");
    }
    assertThat(TokenSettings.of(Settings.of(Map.of()))).isNull();
    assertThatThrownBy(() -> TokenSettings.of(Settings.of(Map.of("jwt.keys", "https://a/k"))))
        .hasMessage("setting jwt.keys needs jwt.issuer");
  }

  private void provoke() throws Exception {
    ECKey unknown = new ECKey.Builder(second).keyID("unknown").build();
    assertThat(verify(signed(unknown, claims()))).isNull();
  }

  private @Nullable Caller verify(String token) {
    return tokens.verify(token);
  }

  private static Date at(int seconds) {
    return Date.from(NOW.plusSeconds(seconds));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience("numroute")
        .subject("provisioning@acme")
        .issueTime(at(-60))
        .expirationTime(at(600))
        .claim("numroute_isp", "acme")
        .claim("numroute_role", "operator");
  }

  private static String signed(ECKey key, JWTClaimsSet.Builder claims) throws Exception {
    return signed(key, JWSAlgorithm.ES256, claims, header -> header);
  }

  private static String signed(
      JWK key,
      JWSAlgorithm algorithm,
      JWTClaimsSet.Builder claims,
      UnaryOperator<JWSHeader.Builder> header)
      throws Exception {
    SignedJWT token =
        new SignedJWT(
            header.apply(new JWSHeader.Builder(algorithm).keyID(key.getKeyID())).build(),
            claims.build());
    JWSSigner signer =
        key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner((RSAKey) key);
    token.sign(signer);
    return token.serialize();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
