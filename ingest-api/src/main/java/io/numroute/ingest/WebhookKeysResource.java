package io.numroute.ingest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;

/** {@code /v1/webhooks/keys}: the public keys that webhooks are signed with, for every caller. */
@Produces("application/json")
@Path("/v1/webhooks/keys")
public final class WebhookKeysResource {
  private final Webhooks webhooks;
  private final Work work;

  WebhookKeysResource(Webhooks webhooks, Work work) {
    this.webhooks = webhooks;
    this.work = work;
  }

  @GET
  public CompletionStage<Response> get() {
    return work.now(webhooks::keys);
  }
}
