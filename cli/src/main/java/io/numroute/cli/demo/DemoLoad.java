package io.numroute.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.cli.client.Api;
import io.numroute.cli.client.BulkImport;
import io.numroute.cli.client.LineBatches;
import io.numroute.cli.client.Reply;
import io.numroute.cli.demo.DemoFile.IspKey;
import io.numroute.cli.demo.DemoPlan.PlannedIsp;
import io.numroute.cli.demo.DemoPlan.ServiceNumber;
import io.numroute.cli.terminal.Failure;
import io.numroute.notation.ProfileDocument;
import io.numroute.routing.Gateway;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the plan into an ingest by HTTP alone: the authority admits the ISPs, gives the blocks and
 * a key to each; each ISP opens its gateways with its own key; numbers are ported; those with a
 * service number publish its profile, then the number that names it.
 *
 * <p>May be broken off at any point and begun again: what is there is set again to the same, and an
 * ISP whose key is in {@code demo.json} gets no second one.
 */
final class DemoLoad {
  private static final int NOT_FOUND = 404;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long RETRY_NS = 100_000_000;

  /** Requests under way at a time. */
  private static final int WIDTH = 32;

  /** Few enough that progress is seen. */
  private static final int LINES_PER_BATCH = 4_000;

  /** Keys after which they are written down; as many may be lost in a crash. */
  private static final int KEYS_PER_WRITE = 200;

  private final Api authority;
  private final DemoPlan plan;
  private final Path folder;
  private final LongConsumer done;
  private DemoFile file;

  /**
   * A load that has not begun.
   *
   * @param ingest with the authority's key
   * @param file as it stands in {@code folder}
   * @param done told how many more parts of the plan are in
   */
  DemoLoad(Api ingest, DemoPlan plan, Path folder, DemoFile file, LongConsumer done) {
    this.authority = ingest;
    this.plan = plan;
    this.folder = folder;
    this.file = file;
    this.done = done;
  }

  /** How many parts the plan has: what {@code done} adds up to. */
  static long parts(DemoPlan plan) {
    long gateways = plan.isps().stream().mapToLong(isp -> isp.gateways().size()).sum();
    return 2L * plan.isps().size()
        + plan.blocks().size()
        + gateways
        + plan.ported().size()
        + 2L * plan.services().size();
  }

  /**
   * Whether an ingest that was loaded before still has the plan's last parts and knows its keys.
   */
  static boolean isThere(Api ingest, DemoPlan plan, DemoFile file) {
    if (!file.loaded() || file.isps().size() != plan.isps().size()) {
      return false;
    }
    IspKey isp = file.isps().get(file.isps().size() - 1);
    String block = plan.blocks().get(plan.blocks().size() - 1).prefix().toString();
    String ported = plan.ported().get(plan.ported().size() - 1).number().toString();
    return holds(ingest, "/v1/blocks/" + block)
        && holds(ingest, "/v1/numbers/" + Api.encoded(ported))
        && holds(ingest.as(isp.key()), "/v1/isps/" + isp.id());
  }

  /**
   * Whether the ingest has it. Not found is an answer; anything else is asked again, since an
   * ingest that has just started may not be able to tell, and loading twice would undo what was
   * changed since.
   */
  private static boolean holds(Api ingest, String path) {
    long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
    Reply reply = ingest.get(path);
    while (!reply.isGood() && reply.status() != NOT_FOUND) {
      if (System.nanoTime() - deadlineNs > 0) {
        throw reply.failure("Whether the data is there (" + path + ")");
      }
      LockSupport.parkNanos(RETRY_NS);
      reply = ingest.get(path);
    }
    return reply.isGood();
  }

  /** Loads everything; returns the file as it stands then. */
  DemoFile run() throws IOException {
    bulk(PlanLines.of(plan.isps(), PlanLines::isp));
    bulk(PlanLines.of(plan.blocks(), PlanLines::block));
    Map<String, String> keys = keys();
    gateways(keys);
    bulk(PlanLines.of(plan.ported(), PlanLines::ported));
    services(keys);
    file =
        new DemoFile(
            file.edge(),
            file.ingest(),
            file.kafka(),
            file.authorityKey(),
            file.isps(),
            plan.ported().stream()
                .map(
                    p ->
                        new DemoFile.Ported(
                            p.number().toString(), p.isp().value(), p.from().value()))
                .toList(),
            plan.services().stream()
                .map(
                    s ->
                        new DemoFile.Service(
                            s.number().toString(), s.service().word(), s.isp().value()))
                .toList(),
            true);
    file.write(folder);
    return file;
  }

  private void bulk(byte[] lines) throws IOException {
    List<BulkImport.Complaint> complaints = new ArrayList<>();
    BulkImport.Watcher watcher =
        new BulkImport.Watcher() {
          private long before;

          @Override
          public void complained(BulkImport.Complaint complaint, byte[] line) {
            complaints.add(complaint);
          }

          @Override
          public void done(BulkImport.Total total, LineBatches.Position position) {
            done.accept(total.lines() - before);
            before = total.lines();
          }

          @Override
          public void waiting(String why) {}
        };
    new BulkImport(authority, "?wait=applied", PATIENCE, BulkImport.Total.NONE, watcher)
        .run(
            new LineBatches(
                new ByteArrayInputStream(lines), LineBatches.Notation.NDJSON, LINES_PER_BATCH));
    if (!complaints.isEmpty()) {
      throw Failure.error("The ingest refused " + complaints.get(0) + ".");
    }
  }

  /** A key for each ISP: those there are, and new ones for the others. */
  private Map<String, String> keys() throws IOException {
    Map<String, String> keys = new LinkedHashMap<>();
    for (IspKey known : file.isps()) {
      keys.put(known.id(), known.key());
    }
    if (!keys.isEmpty() && !isKnown(file.isps().get(0))) {
      keys.clear();
    }
    done.accept(keys.size());
    List<PlannedIsp> without =
        plan.isps().stream().filter(isp -> !keys.containsKey(isp.id().value())).toList();
    for (int i = 0; i < without.size(); i += KEYS_PER_WRITE) {
      List<PlannedIsp> some = without.subList(i, Math.min(without.size(), i + KEYS_PER_WRITE));
      Requests.all(
          some,
          WIDTH,
          isp ->
              authority.postLater(
                  "/v1/isps/" + isp.id() + "/keys",
                  "application/json",
                  BodyPublishers.ofString("{}")),
          (isp, reply) -> {
            String key = reply.text("key");
            if (key.isEmpty()) {
              throw reply.failure("A key for " + isp.id());
            }
            synchronized (keys) {
              keys.put(isp.id().value(), key);
            }
            done.accept(1);
          });
      file = file.withIsps(ispKeys(keys));
      file.write(folder);
    }
    return keys;
  }

  private boolean isKnown(IspKey isp) {
    return authority.as(isp.key()).get("/v1/isps/" + isp.id()).status() != Requests.UNKNOWN_KEY;
  }

  private List<IspKey> ispKeys(Map<String, String> keys) {
    List<IspKey> isps = new ArrayList<>();
    for (PlannedIsp isp : plan.isps()) {
      String key = keys.get(isp.id().value());
      if (key != null) {
        isps.add(new IspKey(isp.id().value(), isp.name(), key));
      }
    }
    return isps;
  }

  private void gateways(Map<String, String> keys) {
    List<Gateway> gateways = plan.isps().stream().flatMap(isp -> isp.gateways().stream()).toList();
    Requests.all(
        gateways,
        WIDTH,
        gateway ->
            authority
                .as(key(keys, gateway.id().isp().value()))
                .putLater(
                    "/v1/gateways/" + gateway.id() + "?wait=applied",
                    PlanLines.gateway(gateway).toString()),
        (gateway, reply) -> done.accept(1));
  }

  private void services(Map<String, String> keys) {
    for (ServiceNumber service : plan.services()) {
      Api ingest = authority.as(key(keys, service.isp().value()));
      put(
          ingest,
          "/v1/profiles/" + service.profile().id(),
          ProfileDocument.write(service.profile()),
          "Publishing the profile of a service");
      put(
          ingest,
          "/v1/numbers/" + Api.encoded(service.number().toString()),
          PlanLines.service(service),
          "Assigning a service number");
    }
  }

  private void put(Api ingest, String path, ObjectNode body, String what) {
    Reply reply = ingest.put(path + "?wait=applied", body.toString());
    if (!reply.isGood()) {
      throw reply.failure(what);
    }
    done.accept(1);
  }

  private static String key(Map<String, String> keys, String isp) {
    @Nullable String key = keys.get(isp);
    if (key == null) {
      throw new IllegalStateException("no key of " + isp);
    }
    return key;
  }
}
