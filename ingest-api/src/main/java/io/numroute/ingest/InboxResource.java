package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.http.Problems;
import io.numroute.http.Role;
import io.numroute.notation.StrictJson;
import io.numroute.routing.IspId;
import io.numroute.schemas.TopicCatalogue;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * {@code PUT /v1/isps/{isp}/inbox}, by the authority alone: there shall be an inbox. Who may write
 * to it is the brokers' matter: {@code docs/inboxes.md}.
 */
@Produces("application/json")
@Path("/v1/isps/{isp}/inbox")
public final class InboxResource {
  private final Predicate<IspId> known;
  private final Consumer<IspId> create;
  private final Work work;

  /**
   * @param known whether an ISP is in the directory; may wait for it to catch up
   * @param create makes sure of the topics; may block
   */
  InboxResource(Predicate<IspId> known, Consumer<IspId> create, Work work) {
    this.known = known;
    this.create = create;
    this.work = work;
  }

  @PUT
  public CompletionStage<Response> put(
      @PathParam("isp") String isp, @Context ContainerRequestContext request) {
    IspId id = Paths.isp(isp);
    if (Callers.of(request).role() != Role.AUTHORITY) {
      throw Problems.FORBIDDEN.because("only the authority gives an ISP an inbox");
    }
    return work.now(
        () -> {
          if (!known.test(id)) {
            throw Problems.NOT_FOUND.because("no ISP " + isp);
          }
          create.accept(id);
          ObjectNode json = StrictJson.object();
          json.put("inbox", TopicCatalogue.INBOX_PREFIX + id);
          json.put("outbox", TopicCatalogue.OUTBOX_PREFIX + id);
          json.put("partitions", TopicCatalogue.INBOX_PARTITIONS);
          return Reply.json(200, json);
        });
  }
}
