package io.numroute.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimNames;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * API keys, and beside them JSON Web Tokens of one issuer (RFC 7519, RFC 8725): signed by one of
 * its keys with an algorithm of the list, for us, not yet over, and not made for longer than
 * permitted. A claim says the role and another the ISP. What a token's header says of keys other
 * than the name of one ({@code jwk}, {@code jku}, {@code x5u}, {@code x5c}) is not looked at.
 *
 * <p>A token that was good a moment ago is not verified again for half a minute: it is known by its
 * SHA-256. Thread-safe; never waits.
 */
public final class Tokens implements ApiKeys, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

  /** Larger ones are not looked at. */
  private static final int MAX_BYTES = 4_096;

  private static final int MAX_REMEMBERED = 10_000;
  private static final Duration REMEMBERED = Duration.ofSeconds(30);

  /** What a subject may look like in records. */
  private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7e]{1,128}");

  private final ApiKeys keys;
  private final TokenSettings settings;
  private final Clock clock;
  private final SigningKeys signingKeys;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /** A token that was good, and until when it need not be looked at again. */
  private record Known(Caller caller, long untilMs) {}

  /** Those keys, and tokens besides when there are settings for them. */
  public static ApiKeys beside(ApiKeys keys, @Nullable Tokens tokens) {
    return tokens == null ? keys : tokens;
  }

  /**
   * Begins to fetch the issuer's keys.
   *
   * @param keys what is asked about everything that is no token
   */
  public Tokens(ApiKeys keys, TokenSettings settings) {
    this(keys, settings, new SigningKeys(settings.keys()), Clock.systemUTC());
  }

  Tokens(ApiKeys keys, TokenSettings settings, SigningKeys signingKeys, Clock clock) {
    this.keys = keys;
    this.settings = settings;
    this.signingKeys = signingKeys;
    this.clock = clock;
    Set<JWSAlgorithm> algorithms =
        settings.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, signingKeys));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            Set.of(settings.audience()),
            new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
            Set.of(
                JWTClaimNames.SUBJECT,
                JWTClaimNames.EXPIRATION_TIME,
                JWTClaimNames.ISSUED_AT,
                settings.roleClaim()),
            Set.of()) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        };
    claims.setMaxClockSkew((int) settings.skew().toSeconds());
    processor.setJWTClaimsSetVerifier(claims);
  }

  /** Why the issuer's keys may be out of date; null when they are not. */
  public @Nullable String trouble() {
    return signingKeys.trouble();
  }

  @Override
  public @Nullable Caller verify(byte[] ascii, int from, int to) {
    if (to - from < 2 || ascii[from] != 'e' || ascii[from + 1] != 'y') { // {" in base64
      return keys.verify(ascii, from, to);
    } else if (to - from > MAX_BYTES) {
      return null;
    }
    String hash = hash(ascii, from, to);
    long nowMs = clock.millis();
    Known before = known.get(hash);
    if (before != null && nowMs < before.untilMs) {
      return before.caller;
    }
    known.remove(hash);
    try {
      String token = new String(ascii, from, to - from, StandardCharsets.ISO_8859_1);
      JWTClaimsSet claims = processor.process(SignedJWT.parse(token), null);
      Caller caller = caller(claims, nowMs);
      remember(hash, caller, claims.getExpirationTime().getTime(), nowMs);
      return caller;
    } catch (BadJOSEException | JOSEException | ParseException | IllegalArgumentException e) {
      // Never the token, nor what is in it.
      LOG.debug("a token is refused: {}", e.getClass().getSimpleName());
      return null;
    }
  }

  private void remember(String hash, Caller caller, long expiresMs, long nowMs) {
    if (known.size() >= MAX_REMEMBERED) {
      known.values().removeIf(other -> nowMs >= other.untilMs);
    }
    if (known.size() < MAX_REMEMBERED) {
      long untilMs =
          Math.min(expiresMs + settings.skew().toMillis(), nowMs + REMEMBERED.toMillis());
      known.put(hash, new Known(caller, untilMs));
    }
  }

  private Caller caller(JWTClaimsSet claims, long nowMs) throws ParseException {
    long issuedMs = claims.getIssueTime().getTime();
    if (issuedMs > nowMs + settings.skew().toMillis()) {
      throw new IllegalArgumentException("made in the future");
    } else if (claims.getExpirationTime().getTime() - issuedMs > settings.longest().toMillis()) {
      throw new IllegalArgumentException("made for too long");
    } else if (!SUBJECT.matcher(claims.getSubject()).matches()) {
      throw new IllegalArgumentException("a subject that records cannot hold");
    }
    Role role = Role.ofWord(claims.getStringClaim(settings.roleClaim()));
    String isp = claims.getStringClaim(settings.ispClaim());
    if (role == null) {
      throw new IllegalArgumentException("no role of ours");
    }
    return new Caller(
        role,
        isp == null ? null : new IspId(isp),
        Proof.token(settings.issuer(), claims.getSubject()));
  }

  private static String hash(byte[] ascii, int from, int to) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ascii, from, to - from);
      return new String(digest.digest(), StandardCharsets.ISO_8859_1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  @Override
  public void close() {
    signingKeys.close();
  }
}
