package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.edge.Question.Kind;
import io.numroute.edge.journal.Milestones;
import io.numroute.hop.Routers;
import io.numroute.http.Caller;
import io.numroute.http.Quota;
import io.numroute.http.Role;
import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.avro.Answer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a lookup allocates between the parsed head and the finished bytes. */
class LookupAllocationTest {
  private static final int WARM_UP = 20_000;
  private static final int MEASURED = 20_000;

  /**
   * The question, its id, the query, the pending callback, the decision and its outcome: a dozen
   * small objects. A format call, a stream or a copied body would be over it.
   */
  private static final long MOST_BYTES = 900;

  /** In every format, and with a routing number too. */
  @ParameterizedTest
  @EnumSource
  void aRoutedLookup_allocatesADozenSmallObjects(Format format) {
    measure(format, "+442012345678");
    measure(format, "+" + FakeRouters.SERVICE);
  }

  private static void measure(Format format, String asked) {
    Caller caller = Caller.of(new IspId("acme"), Role.OPERATOR, Proof.apiKey("k1"));
    Routers routers = new FakeRouters();
    AnswerLog log =
        new AnswerLog() {
          private long next;

          @Override
          public long append(byte[] bytes, int offset, int length) {
            return next++;
          }

          @Override
          public boolean immediate() {
            return true;
          }

          @Override
          public void whenKept(long sequence, Milestones.Waiter waiter) {
            throw new UnsupportedOperationException();
          }
        };
    LookupService lookups =
        new LookupService(
            routers,
            (ascii, from, to) -> caller,
            () -> true,
            DefaultCountries.none(),
            Quota.of("lookups", 1_000_000_000, Duration.ofSeconds(1)),
            new MissBudget(1_000_000_000),
            log,
            false,
            1_000_000_000L,
            new QueryIds(1),
            Clock.systemUTC(),
            new EdgeCounters(),
            AvroFraming.singleObject().header(Answer.getClassSchema()),
            "numroute.answers",
            "edge-1");
    byte[] number = asked.getBytes(StandardCharsets.US_ASCII);
    long[] told = new long[1];
    Reply reply = (status, type, maxAge, bytes, length) -> told[0] += length;
    ask(lookups, caller, format, number, reply, WARM_UP);
    long before = allocated();
    ask(lookups, caller, format, number, reply, MEASURED);
    long each = (allocated() - before) / MEASURED;
    assertThat(told[0]).isGreaterThan(0);
    assertThat(each).as("bytes allocated by a lookup of %s", asked).isLessThan(MOST_BYTES);
  }

  private static void ask(
      LookupService lookups, Caller caller, Format format, byte[] number, Reply reply, int times) {
    for (int i = 0; i < times; i++) {
      Question question = lookups.question(Kind.ROUTE, caller);
      if (question == null) {
        throw new AssertionError();
      }
      question.format(format);
      question.number(number, 0, number.length, true);
      lookups.answer(question, reply);
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
