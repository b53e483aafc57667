package io.numroute.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a profile, arranged so that a lookup passes over those that do not hold without
 * touching them: one number a rule says for which calls it certainly is not, and {@link Stretches}
 * remember whether it is in force.
 */
public final class RuleIndex {
  private static final int ANY_MEDIUM = (1 << Media.COUNT) - 1;

  /** The bit of no service; services follow. */
  private static final int ANY_SERVICE = (1 << ServiceOperation.COUNT + 1) - 1;

  // Of a number, from below.
  private static final int SERVICES_FROM = Media.COUNT;
  private static final int SLOT_FROM = SERVICES_FROM + ServiceOperation.COUNT + 1;
  private static final int SLOT_BITS = 9;
  private static final int ISPS_FROM = SLOT_FROM + SLOT_BITS + 1;
  private static final int ISP_BITS = Long.SIZE - ISPS_FROM;

  private static final long SLOT_MASK = (1L << SLOT_BITS) - 1;

  /** That media and services are all that the rule asks of a call. */
  private static final long IS_ALL = 1L << SLOT_FROM + SLOT_BITS;

  private static final long ANY_ISP = -1L << ISPS_FROM;

  private final Rule[] rules;

  /**
   * For each rule the bits of its media, of its services, its slot in {@link #stretches} plus one
   * (0 when it is always in force), {@link #IS_ALL}, and a bit for each asking ISP, by hash: its
   * absence is sure, its presence is not.
   */
  private final long[] calls;

  private final Stretches stretches;

  RuleIndex(List<Rule> rules) {
    this.rules = rules.toArray(Rule[]::new);
    this.calls = new long[this.rules.length];
    int timed = 0;
    for (int i = 0; i < this.rules.length; i++) {
      Rule rule = this.rules[i];
      boolean always = rule.when() == null && rule.validity().equals(Validity.ALWAYS);
      calls[i] = calls(rule.calls()) | (always ? 0L : ++timed) << SLOT_FROM;
    }
    stretches = new Stretches(timed);
  }

  private static long calls(Rule.Calls of) {
    long media = of.media().isEmpty() ? ANY_MEDIUM : Media.bits(of.media());
    long services = of.services().isEmpty() ? ANY_SERVICE : 0;
    for (ServiceOperation service : of.services()) {
      services |= bit(service);
    }
    long asking = of.askingIsps().isEmpty() ? ANY_ISP : 0;
    for (IspId isp : of.askingIsps()) {
      asking |= bit(isp);
    }
    long all = of.askingIsps().isEmpty() && of.prefixes().isEmpty() ? IS_ALL : 0;
    return media | services << SERVICES_FROM | asking | all;
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
    long call = query.media().bit() | (long) bit(service) << SERVICES_FROM | bit(query.askingIsp());
    int index = from;
    while (index < calls.length && (calls[index] & call) != call) {
      index++;
    }
    return index;
  }

  /** Whether a rule that {@link #next} gave is for the call. */
  boolean include(int index, RouteQuery query, @Nullable ServiceOperation service) {
    return (calls[index] & IS_ALL) != 0 || rules[index].calls().include(query, service);
  }

  /**
   * Whether a rule is in force at an instant, by its validity and its windows, and until when that
   * stays so, as {@link Stretches} say it. Called once per lookup and rule that may hold; allocates
   * only when it was not asked about such an instant before.
   */
  long at(int index, long atMs) {
    int slot = (int) (calls[index] >>> SLOT_FROM & SLOT_MASK);
    return slot == 0 ? Stretches.ALWAYS : stretches.at(slot - 1, rules[index], atMs);
  }

  private static int bit(@Nullable ServiceOperation service) {
    return service == null ? 1 : 2 << service.index();
  }

  private static long bit(IspId isp) {
    long hash = CallOrder.mix(isp.value().hashCode());
    return 1L << ISPS_FROM + (int) ((hash & 0xFFFFFFFFL) * ISP_BITS >>> 32);
  }
}
