package io.numroute.routing;

import static io.numroute.routing.TestObjects.assignment;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random commands of three ISPs and the authority at random times, against a model that knows no
 * facts: it has a clock that stops at every instant at which something happens by itself.
 */
class PortModelTest {
  private static final List<String> WHO = List.of("acme", "beta", "gamma", "authority");
  private static final int RUNS = 2_000;
  private static final int STEPS = 40;

  private final long seed = Long.getLong("numroute.seed", new Random().nextLong());

  @Test
  void nobodyServesButByTheRules() {
    int accepted = 0;
    for (int run = 0; run < RUNS; run++) {
      Random random = new Random(seed + run);
      Ports ports = new Ports();
      Model model = new Model();
      for (int step = 0; step < STEPS; step++) {
        ports.nowMs += random.nextInt(4) * 20_000L;
        model.clock(ports.nowMs);
        String who = WHO.get(random.nextInt(WHO.size()));
        String isp = WHO.get(random.nextInt(3));
        Actor actor = who.equals("authority") ? Actor.AUTHORITY : Actor.isp(new IspId(who));
        boolean flag = random.nextBoolean();
        long atMs = flag ? Port.AT_ONCE : ports.nowMs + (random.nextInt(6) - 1) * 20_000L;
        int op = random.nextInt(9);
        String expected =
            switch (op) {
              case 0 -> model.assign(who, isp);
              case 1 -> model.withdraw(who);
              case 2 -> model.lock(who, flag);
              case 3, 4 -> model.request(who, flag ? isp : who, atMs);
              case 5 -> model.confirm(who);
              case 6 -> model.reject(who);
              case 7 -> model.cancel(who);
              default -> model.reverse(who);
            };
        String said =
            switch (op) {
              case 0 -> ports.assign(actor, assignment(isp));
              case 1 -> ports.withdraw(actor);
              case 2 -> ports.lock(actor, flag);
              case 3, 4 -> ports.request(actor, flag ? isp : who, atMs);
              case 5 -> ports.confirm(actor);
              case 6 -> ports.reject(actor);
              case 7 -> ports.cancel(actor);
              default -> ports.reverse(actor);
            };
        String where = "seed %s run %s step %s: %s by %s".formatted(seed, run, step, op, who);
        assertThat(said).as(where).isEqualTo(expected);
        assertThat(ports.serving()).as(where).isEqualTo(model.serving());
        assertThat(ports.state()).as(where).isEqualTo(model.state);
        assertThat(ports.standing().locked()).as(where).isEqualTo(model.locked);
        accepted += said.equals("ok") ? 1 : 0;
      }
    }
    assertThat(accepted).as("seed %s", seed).isGreaterThan(RUNS * STEPS / 10);
  }

  private static final class Model {
    long nowMs;
    @Nullable String served;
    String word = "";
    boolean locked;
    String state = "none";
    String to = "";
    long atMs;
    long deadlineMs;
    long doneMs;
    @Nullable String formerServed;
    String formerWord = "";

    void clock(long untilMs) {
      if (state.equals("requested") && deadlineMs <= untilMs) {
        state = "timed-out";
      } else if (state.equals("scheduled") && atMs <= untilMs) {
        take(atMs);
      }
      nowMs = untilMs;
    }

    String serving() {
      return served == null ? "acme" : served;
    }

    private void take(long ms) {
      formerServed = served;
      formerWord = word;
      served = to;
      word = to;
      locked = false;
      doneMs = ms;
      state = "done";
    }

    String assign(String who, String isp) {
      boolean holds = who.equals("acme");
      boolean own = holds && (served == null || word.equals(who));
      boolean serves = who.equals(served) && who.equals(isp);
      if (!who.equals("authority") && !own && !serves) {
        return holds ? "not-allowed" : "not-in-own-block";
      }
      return change(who, isp, isp.equals(serving()));
    }

    String withdraw(String who) {
      boolean holds = who.equals("acme");
      if (served == null) {
        return "not-found";
      } else if (!who.equals("authority") && !(holds && word.equals(who))) {
        return holds ? "not-allowed" : "not-in-own-block";
      }
      return change(who, null, false);
    }

    private String change(String who, @Nullable String isp, boolean detailsOnly) {
      boolean open = state.equals("requested") || state.equals("scheduled");
      if (open && !detailsOnly) {
        if (!who.equals("authority")) {
          return "port-open";
        }
        state = "cancelled";
      }
      String before = serving();
      served = isp;
      word = who;
      locked &= before.equals(serving());
      return "ok";
    }

    String lock(String who, boolean on) {
      if (!answers(who)) {
        return "not-allowed";
      }
      locked = on;
      return "ok";
    }

    String request(String who, String isp, long at) {
      if (who.equals("authority") && isp.equals("authority")) {
        return "unknown-isp";
      } else if (!who.equals("authority") && !who.equals(isp)) {
        return "not-allowed";
      } else if (isp.equals(serving())) {
        return "already-served";
      } else if (state.equals("requested") || state.equals("scheduled")) {
        return "port-open";
      } else if (locked && !who.equals("authority")) {
        return "number-locked";
      }
      state = "requested";
      to = isp;
      atMs = at;
      deadlineMs = nowMs + Ports.TIMEOUT_MS;
      return "ok";
    }

    String confirm(String who) {
      if (state.equals("none")) {
        return "not-found";
      } else if (!answers(who)) {
        return "not-allowed";
      } else if (!state.equals("requested")) {
        return "port-state";
      } else if (atMs > nowMs) {
        state = "scheduled";
      } else {
        take(nowMs);
      }
      return "ok";
    }

    String reject(String who) {
      if (state.equals("none")) {
        return "not-found";
      } else if (!answers(who)) {
        return "not-allowed";
      } else if (!state.equals("requested")) {
        return "port-state";
      }
      state = "rejected";
      return "ok";
    }

    String cancel(String who) {
      if (state.equals("none")) {
        return "not-found";
      } else if (!who.equals("authority") && !who.equals(to)) {
        return "not-allowed";
      } else if (!state.equals("requested") && !state.equals("scheduled")) {
        return "port-state";
      }
      state = "cancelled";
      return "ok";
    }

    String reverse(String who) {
      if (state.equals("none")) {
        return "not-found";
      } else if (!who.equals("authority") && !who.equals(to)) {
        return "not-allowed";
      } else if (!state.equals("done") || !to.equals(served)) {
        return "port-state";
      } else if (nowMs >= doneMs + Ports.REVERSIBLE_MS && !who.equals("authority")) {
        return "too-late";
      }
      served = formerServed;
      word = formerWord;
      locked = false;
      state = "reversed";
      return "ok";
    }

    private boolean answers(String who) {
      return who.equals("authority") || who.equals(serving());
    }
  }
}
