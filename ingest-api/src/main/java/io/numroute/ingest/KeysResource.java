package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.http.ApiKey;
import io.numroute.http.Caller;
import io.numroute.http.CredentialWriter;
import io.numroute.http.CredentialsFollower;
import io.numroute.http.Problems;
import io.numroute.notation.StrictJson;
import io.numroute.routing.Actor;
import io.numroute.routing.IspId;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * {@code /v1/isps/{isp}/keys}: an ISP's API keys, for the ISP itself and the authority. A secret is
 * shown once, in the answer that creates it; a key ends when Kafka has its revocation, everywhere
 * within seconds.
 */
@Produces("application/json")
@Path("/v1/isps/{isp}/keys")
public final class KeysResource {
  private final CredentialsFollower credentials;
  private final CredentialWriter writer;
  private final Predicate<IspId> known;
  private final Work work;

  /**
   * @param known whether an ISP is in the directory; may wait for it to catch up
   */
  KeysResource(
      CredentialsFollower credentials, CredentialWriter writer, Predicate<IspId> known, Work work) {
    this.credentials = credentials;
    this.writer = writer;
    this.known = known;
    this.work = work;
  }

  @POST
  public CompletionStage<Response> create(
      @PathParam("isp") String isp, @Context ContainerRequestContext request) {
    Caller caller = Callers.of(request);
    return work.now(
        () -> {
          IspId id = own(isp, caller);
          if (!known.test(id)) {
            throw Problems.NOT_FOUND.because("no ISP " + isp);
          }
          ApiKey key = acknowledged(() -> writer.create(Actor.isp(id), caller.keyId()));
          ObjectNode json = StrictJson.object();
          json.put("keyId", key.keyId());
          json.put("key", key.written());
          return Reply.json(201, json).at("/v1/isps/" + isp + "/keys/" + key.keyId());
        });
  }

  @GET
  public CompletionStage<Response> list(
      @PathParam("isp") String isp, @Context ContainerRequestContext request) {
    Caller caller = Callers.of(request);
    return work.now(
        () -> {
          IspId id = own(isp, caller);
          ObjectNode json = StrictJson.object();
          ArrayNode keys = json.putArray("keys");
          credentials.callers().stream()
              .filter(key -> id.equals(key.isp()))
              .map(Caller::keyId)
              .sorted()
              .forEach(keyId -> keys.addObject().put("keyId", keyId));
          return Reply.json(200, json);
        });
  }

  @DELETE
  @Path("{keyId}")
  public CompletionStage<Response> revoke(
      @PathParam("isp") String isp,
      @PathParam("keyId") String keyId,
      @Context ContainerRequestContext request) {
    Caller caller = Callers.of(request);
    return work.now(
        () -> {
          IspId id = own(isp, caller);
          boolean exists =
              credentials.callers().stream()
                  .anyMatch(key -> id.equals(key.isp()) && key.keyId().equals(keyId));
          if (!exists) {
            throw Problems.NOT_FOUND.because("no such key of " + isp);
          }
          acknowledged(
              () -> {
                writer.revoke(keyId, Actor.isp(id), caller.keyId());
                return keyId;
              });
          ObjectNode json = StrictJson.object();
          return Reply.json(200, json.put("keyId", keyId).put("status", "revoked"));
        });
  }

  private static IspId own(String isp, Caller caller) {
    IspId id = Paths.isp(isp);
    if (!caller.actor().isAuthority() && !caller.actor().is(id)) {
      throw Problems.FORBIDDEN.because("keys of another ISP are not yours");
    }
    return id;
  }

  private static <T> T acknowledged(Writing<T> writing) {
    try {
      return writing.write();
    } catch (IOException e) {
      throw new KafkaAwayException(true, e);
    }
  }

  private interface Writing<T> {
    T write() throws IOException;
  }
}
