package io.numroute.routing;

import io.numroute.routing.time.TimeCondition;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a profile, arranged so that a lookup passes over those that do not hold without
 * touching them: two numbers a rule say for which calls it certainly is not, and a remembered
 * stretch of time whether it is in force.
 *
 * <p>A stretch is what a rule's validity and windows said about an instant, and until when they say
 * the same. Lookups ask about now, and now is nearly always in the stretch that the lookup before
 * asked about: then a window costs no search. Threads race to remember; each remembers something
 * true.
 */
public final class RuleIndex {
  private static final int ANY_MEDIUM = (1 << Media.COUNT) - 1;
  private static final int SERVICES_FROM = 8;

  /** The bit of no service; services follow. */
  private static final int ANY_SERVICE = (1 << ServiceOperation.COUNT + 1) - 1;

  private final Rule[] rules;

  /** Bits of media, and from {@link #SERVICES_FROM} on of services. */
  private final int[] calls;

  /** What was asked last of each rule. */
  private final AtomicReferenceArray<Stretch> stretches;

  /** A bit for each asking ISP, by hash: its absence is sure, its presence is not. */
  private final long[] askingIsps;

  RuleIndex(List<Rule> rules) {
    this.rules = rules.toArray(Rule[]::new);
    this.calls = new int[this.rules.length];
    this.askingIsps = new long[this.rules.length];
    this.stretches = new AtomicReferenceArray<>(this.rules.length);
    for (int i = 0; i < this.rules.length; i++) {
      Rule.Calls of = this.rules[i].calls();
      int media = of.media().isEmpty() ? ANY_MEDIUM : Media.bits(of.media());
      int services = of.services().isEmpty() ? ANY_SERVICE : 0;
      for (ServiceOperation service : of.services()) {
        services |= bit(service);
      }
      calls[i] = media | services << SERVICES_FROM;
      long asking = of.askingIsps().isEmpty() ? -1L : 0;
      for (IspId isp : of.askingIsps()) {
        asking |= bit(isp);
      }
      askingIsps[i] = asking;
      boolean always =
          this.rules[i].when() == null && this.rules[i].validity().equals(Validity.ALWAYS);
      stretches.setPlain(i, always ? Stretch.ALWAYS : Stretch.NOT_ASKED);
    }
  }

  int size() {
    return rules.length;
  }

  Rule rule(int index) {
    return rules[index];
  }

  /**
   * The first rule at or after {@code from} that may be for the call, or {@link #size} when there
   * is none. Called once per lookup and rule that may hold; allocates nothing.
   */
  int next(int from, RouteQuery query, @Nullable ServiceOperation service) {
    int call = query.media().bit() | bit(service) << SERVICES_FROM;
    long asking = bit(query.askingIsp());
    int index = from;
    while (index < rules.length
        && ((calls[index] & call) != call || (askingIsps[index] & asking) == 0)) {
      index++;
    }
    return index;
  }

  /**
   * Whether a rule is in force at an instant, by its validity and its windows, and until when that
   * stays so. Called once per lookup and rule that may hold; allocates only when it was not asked
   * about such an instant before.
   */
  Stretch at(int index, long atMs) {
    Stretch stretch = stretches.get(index);
    if (atMs < stretch.fromMs || atMs >= stretch.untilMs) {
      stretch = Stretch.of(rules[index], atMs);
      stretches.lazySet(index, stretch);
    }
    return stretch;
  }

  /**
   * Instants at which a rule says the same.
   *
   * @param untilMs first instant at which it may say something else
   */
  record Stretch(long fromMs, long untilMs, boolean inForce) {
    private static final Stretch ALWAYS = new Stretch(Long.MIN_VALUE, Long.MAX_VALUE, true);
    private static final Stretch NOT_ASKED = new Stretch(Long.MAX_VALUE, Long.MAX_VALUE, false);

    private static Stretch of(Rule rule, long atMs) {
      long[] untilMs = {rule.validity().nextChangeMs(atMs)};
      TimeCondition when = rule.when();
      boolean inForce =
          rule.validity().contains(atMs)
              && (when == null || when.holds(atMs, ms -> untilMs[0] = Math.min(untilMs[0], ms)));
      return new Stretch(atMs, untilMs[0], inForce);
    }
  }

  private static int bit(@Nullable ServiceOperation service) {
    return service == null ? 1 : 2 << service.index();
  }

  private static long bit(IspId isp) {
    return 1L << CallOrder.mix(isp.value().hashCode());
  }
}
