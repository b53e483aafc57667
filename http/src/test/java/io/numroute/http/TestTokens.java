package io.numroute.http;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.numroute.schemas.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An issuer of tokens whose keys are in a file. */
public final class TestTokens {
  public static final String ISSUER = "https://id.example";

  private final ECKey key;
  private final Path file;

  /**
   * @param directory for the file
   */
  public TestTokens(Path directory) throws Exception {
    key = new ECKeyGenerator(Curve.P_256).keyID("test").generate();
    file = directory.resolve("jwks.json");
    Files.writeString(file, new JWKSet(key).toString(true));
  }

  /** That its tokens are taken. */
  public TokenSettings settings() {
    return Objects.requireNonNull(
        TokenSettings.of(Settings.of(Map.of("jwt.issuer", ISSUER, "jwt.keys", file.toString()))));
  }

  /** Where its keys are. */
  public Path file() {
    return file;
  }

  /** One for ten minutes. */
  public String token(String subject, @Nullable String isp, Role role) throws Exception {
    Instant now = Instant.now();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("test").build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("numroute")
                .subject(subject)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(600)))
                .claim("numroute_isp", isp)
                .claim("numroute_role", role.word())
                .build());
    token.sign(new ECDSASigner(key));
    return token.serialize();
  }
}
