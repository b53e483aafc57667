package io.numroute.edge;

import io.numroute.edge.Question.Kind;
import io.numroute.hop.Routers;
import io.numroute.hop.Routers.Answered;
import io.numroute.hop.Routers.Evidence;
import io.numroute.hop.Routers.Explored;
import io.numroute.hop.Routers.OverlayRefused;
import io.numroute.hop.Routers.Unavailable;
import io.numroute.hop.Routers.WhatIf;
import io.numroute.http.ApiKeys;
import io.numroute.http.Caller;
import io.numroute.http.Peer;
import io.numroute.http.Problems;
import io.numroute.http.Quota;
import io.numroute.routing.Decision;
import io.numroute.routing.IspId;
import io.numroute.routing.Outcome;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything between a question and its finished answer, whoever carries them:
 *
 * <pre>
 *   key -> Caller -> Question -> Routers.lookup -> bytes -> answer log -> Reply
 * </pre>
 *
 * <p>Thread-safe; never blocks. No answer to an authenticated question leaves before the answer log
 * has it, problems included; strangers are only counted.
 */
final class LookupService {
  private static final Map<String, Problems> BY_SLUG = new HashMap<>();

  static {
    for (Problems problem : Problems.values()) {
      BY_SLUG.put(problem.problem().slug(), problem);
    }
  }

  private final Routers routers;
  private final ApiKeys keys;
  private final BooleanSupplier keysReady;
  private final DefaultCountries countries;
  private final Quota quota;
  private final MissBudget misses;
  private final AnswerLog log;
  private final boolean tellUnlogged;
  private final long deadlineNs;
  private final QueryIds queryIds;
  private final Clock clock;
  private final EdgeCounters counters;
  private final AnswerEncoder encoder;
  private final AnswerWriter writer;
  private final WhatIfWriter whatIfs;
  private final ThreadLocal<Buffers> buffers = ThreadLocal.withInitial(Buffers::new);

  /** Reused from answer to answer. */
  private static final class Buffers {
    final ByteWriter body = new ByteWriter(4096);
    final ByteWriter record = new ByteWriter(4096);
  }

  /**
   * @param keysReady whether an unknown key is really unknown
   * @param quota of lookups
   * @param tellUnlogged whether an answer that cannot be logged is told all the same
   * @param header framing of an Answer
   */
  LookupService(
      Routers routers,
      ApiKeys keys,
      BooleanSupplier keysReady,
      DefaultCountries countries,
      Quota quota,
      MissBudget misses,
      AnswerLog log,
      boolean tellUnlogged,
      long deadlineNs,
      QueryIds queryIds,
      Clock clock,
      EdgeCounters counters,
      byte[] header,
      String topic,
      String edge) {
    GatewayParts.Cache gateways = new GatewayParts.Cache();
    this.routers = routers;
    this.keys = keys;
    this.keysReady = keysReady;
    this.countries = countries;
    this.quota = quota;
    this.misses = misses;
    this.log = log;
    this.tellUnlogged = tellUnlogged;
    this.deadlineNs = deadlineNs;
    this.queryIds = queryIds;
    this.clock = clock;
    this.counters = counters;
    this.encoder = new AnswerEncoder(header, topic, edge, gateways);
    this.writer = new AnswerWriter(gateways);
    this.whatIfs = new WhatIfWriter(gateways);
  }

  /**
   * Who asks, or null.
   *
   * @param value holds the {@code Authorization} value; empty when there is none
   * @param peer whom the connection's certificate names
   */
  @Nullable Caller caller(byte[] value, int from, int to, @Nullable Caller peer) {
    return peer == null
        ? caller(value, from, to)
        : Peer.agreed(caller(value, from, to), to > from, peer);
  }

  private @Nullable Caller caller(byte[] value, int from, int to) {
    int start = from + 7;
    if (to <= start || !isBearer(value, from)) {
      return null;
    }
    while (start < to && value[start] == ' ') {
      start++;
    }
    int end = to;
    while (end > start && value[end - 1] == ' ') {
      end--;
    }
    return keys.verify(value, start, end);
  }

  private static boolean isBearer(byte[] value, int from) {
    String scheme = "bearer ";
    for (int i = 0; i < 7; i++) {
      int c = value[from + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != scheme.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Turns a stranger away, unless the keys are not there yet: then nobody is known. */
  void turnAway(Reply reply) {
    if (!keysReady.getAsBoolean()) {
      tell(Problems.NOT_READY, "the API keys are not there yet", reply);
      return;
    }
    counters.strangers.increment();
    tell(Problems.UNAUTHENTICATED, "send Authorization: Bearer and an API key", reply);
  }

  /** Says that a request is none that this surface has; not logged, since nothing was asked. */
  void tell(Problems problem, @Nullable String detail, Reply reply) {
    ByteWriter body = buffers.get().body.clear();
    Reply.MediaType type = writer.problem(body, problem, detail, queryIds.next(), null, null, null);
    reply.answer(problem.status(), type, -1, body.bytes(), body.length());
  }

  /**
   * Whether {@code caller} may ask a question of that kind, now; when not, it is told so, and it is
   * not logged.
   */
  boolean permits(Kind kind, Caller caller, Reply reply) {
    if (caller.isp() == null) {
      tell(Problems.FORBIDDEN, "only an ISP's key may ask for routes", reply);
      return false;
    } else if (!caller.may(kind.right)) {
      tell(Problems.ROLE_FORBIDS, caller.refusal(kind.right), reply);
      return false;
    }
    Quota.Spent spent = quota.take(caller);
    if (spent != null) {
      counters.overQuota.increment();
      reply.limited(spent);
      tell(Problems.TOO_MANY_REQUESTS, spent.detail(), reply);
    }
    return spent == null;
  }

  /** Counts further questions of a request that was permitted as one. */
  void countMore(Caller caller, int questions) {
    quota.owe(caller, questions);
  }

  /** A question of a caller who is permitted to ask it, to be filled in. */
  Question question(Kind kind, Caller caller) {
    IspId isp = Objects.requireNonNull(caller.isp(), "only an ISP asks");
    return new Question(kind, caller, isp, queryIds.next(), clock.millis());
  }

  /** Answers a question, now or when a router has. */
  void answer(Question question, Reply reply) {
    if (!settled(question, reply)) {
      return;
    }
    routers.lookup(
        question.routeQuery(),
        question.kind == Kind.EXPLAIN,
        System.nanoTime() + deadlineNs,
        new Pending(question, reply));
  }

  /** Answers a what-if, now or when a router has. */
  void explore(Question question, byte[] overlay, Reply reply) {
    if (settled(question, reply)) {
      routers.whatIf(
          question.routeQuery(),
          overlay,
          System.nanoTime() + deadlineNs,
          new PendingWhatIf(question, reply));
    }
  }

  /** Whether it is known which number is meant, and nothing is wrong; otherwise it is answered. */
  private boolean settled(Question question, Reply reply) {
    if (question.isUnsettled()) {
      String country = question.country();
      if (country == null && !countries.ready()) {
        counters.unavailable.increment();
        String detail = "the ISPs' default countries are not there yet: write the number with +";
        problem(question, Problems.NOT_READY, detail, null, null, reply);
        return false;
      }
      question.settle(country == null ? countries.of(question.askingIsp) : country);
    }
    BadQuestion fault = question.fault();
    Quota.Spent spent = misses.spent(question.caller);
    if (spent != null) {
      counters.overMisses.increment();
      reply.limited(spent);
      problem(question, Problems.TOO_MANY_REQUESTS, spent.detail(), null, null, reply);
      return false;
    } else if (fault != null) {
      counters.badQuestions.increment();
      problem(question, fault.problem(), fault.detail(), null, null, reply);
    }
    return fault == null;
  }

  /** A what-if that a router has. */
  private final class PendingWhatIf implements Routers.Callback<WhatIf> {
    private final Question question;
    private final Reply reply;

    PendingWhatIf(Question question, Reply reply) {
      this.question = question;
      this.reply = reply;
    }

    @Override
    public void answered(WhatIf found) {
      if (found instanceof Explored explored) {
        explored(question, explored, reply);
      } else if (found instanceof OverlayRefused refused) {
        counters.badQuestions.increment();
        overlayRefused(question, refused, reply);
      }
    }

    @Override
    public void unavailable(Unavailable reason) {
      counters.unavailable.increment();
      problem(question, Problems.NOT_READY, sentence(reason), null, null, reply);
    }
  }

  /** A question that a router has. */
  private final class Pending implements Routers.Callback<Answered> {
    private final Question question;
    private final Reply reply;

    Pending(Question question, Reply reply) {
      this.question = question;
      this.reply = reply;
    }

    @Override
    public void answered(Answered answered) {
      Decision decision = answered.decision();
      Evidence evidence = answered.evidence();
      if (evidence.stale()) {
        counters.stale.increment();
      }
      if (decision.outcome() instanceof Outcome.Routed routed) {
        counters.routed.increment();
        routed(question, routed, decision, evidence, reply);
      } else {
        counters.notRouted.increment();
        notRouted(question, decision, evidence, reply);
      }
    }

    @Override
    public void unavailable(Unavailable reason) {
      counters.unavailable.increment();
      problem(question, Problems.NOT_READY, sentence(reason), null, null, reply);
    }
  }

  private static String sentence(Unavailable reason) {
    return switch (reason) {
      case NO_ROUTER -> "no router is ready";
      case DEADLINE -> "no router answered in time";
      case NO_REPLICA -> "no router holds this number's partition";
      case BUSY -> "too many lookups are under way";
    };
  }

  private void routed(
      Question question, Outcome.Routed routed, Decision decision, Evidence evidence, Reply reply) {
    Buffers mine = buffers.get();
    int ttlSeconds = AnswerWriter.ttlSeconds(decision, question.receivedAtMs);
    Reply.MediaType type =
        writer.routed(mine.body.clear(), question, routed, decision, evidence, ttlSeconds);
    encoder.write(mine.record.clear(), question, "routed", decision, evidence, 200);
    logAndTell(mine, question, 200, type, ttlSeconds, reply);
  }

  private void notRouted(Question question, Decision decision, Evidence evidence, Reply reply) {
    misses.note(question.caller, question.askingIsp, question.digits(), decision.outcome());
    Buffers mine = buffers.get();
    String outcome = decision.outcome().slug();
    if (writer.notRouted(mine.body.clear(), question, decision.outcome())) {
      encoder.write(mine.record.clear(), question, outcome, decision, evidence, 200);
      logAndTell(mine, question, 200, Reply.MediaType.JSON, -1, reply);
      return;
    }
    Problems problem = BY_SLUG.getOrDefault(outcome, Problems.INTERNAL);
    problem(question, problem, null, decision, evidence, reply);
  }

  /** The log has today's decision: the proposed one is nobody's route. */
  private void explored(Question question, Explored explored, Reply reply) {
    Buffers mine = buffers.get();
    Decision today = explored.today();
    misses.note(question.caller, question.askingIsp, question.digits(), today.outcome());
    Reply.MediaType type = whatIfs.write(mine.body.clear(), question, explored);
    String outcome = today.outcome().slug();
    encoder.write(mine.record.clear(), question, outcome, today, explored.evidence(), 200);
    logAndTell(mine, question, 200, type, -1, reply);
  }

  private void overlayRefused(Question question, OverlayRefused refused, Reply reply) {
    Buffers mine = buffers.get();
    Problems problem = Problems.BAD_OVERLAY;
    int status = problem.status();
    Reply.MediaType type = writer.overlayRefused(mine.body.clear(), question, refused);
    String outcome = problem.problem().slug();
    encoder.write(mine.record.clear(), question, outcome, null, null, status);
    logAndTell(mine, question, status, type, -1, reply);
  }

  private void problem(
      Question question,
      Problems problem,
      @Nullable String detail,
      @Nullable Decision decision,
      @Nullable Evidence evidence,
      Reply reply) {
    Buffers mine = buffers.get();
    int status = problem.status();
    Reply.MediaType type =
        writer.problem(
            mine.body.clear(), problem, detail, question.queryId, question, decision, evidence);
    String outcome = problem.problem().slug();
    encoder.write(mine.record.clear(), question, outcome, decision, evidence, status);
    logAndTell(mine, question, status, type, -1, reply);
  }

  private void logAndTell(
      Buffers mine,
      Question question,
      int status,
      Reply.MediaType type,
      int maxAgeSeconds,
      Reply reply) {
    long sequence = log.append(mine.record.bytes(), 0, mine.record.length());
    if (sequence < 0) {
      if (!tellUnlogged) {
        counters.refusedByJournal.increment();
        withhold(question, "this answer could not be logged", reply);
        return;
      }
      counters.toldUnlogged.increment();
    } else if (!log.immediate()) {
      byte[] body = Arrays.copyOf(mine.body.bytes(), mine.body.length());
      log.whenKept(
          sequence,
          inTime -> {
            if (inTime) {
              counters.answered.increment();
              reply.answer(status, type, maxAgeSeconds, body, body.length);
            } else {
              counters.notDurableInTime.increment();
              withhold(question, "this answer was logged, but not safely in time", reply);
            }
          });
      return;
    }
    counters.answered.increment();
    reply.answer(status, type, maxAgeSeconds, mine.body.bytes(), mine.body.length());
  }

  private void withhold(Question question, String detail, Reply reply) {
    ByteWriter body = buffers.get().body.clear();
    Reply.MediaType type =
        writer.problem(body, Problems.JOURNAL_FULL, detail, question.queryId, question, null, null);
    reply.answer(Problems.JOURNAL_FULL.status(), type, -1, body.bytes(), body.length());
  }
}
