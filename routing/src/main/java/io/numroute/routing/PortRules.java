package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/**
 * Decides what is asked of a number's port and of its lock, on how the number stands at the
 * command's append time. One of them for one command.
 *
 * <pre>
 *              who                                 when
 *   request    the gaining ISP, to itself          no port is open, not locked, somebody else serves
 *   confirm    who serves the number               requested
 *   reject     who serves the number               requested
 *   cancel     the gaining ISP                     requested, scheduled
 *   reverse    the gaining ISP, for a while        done, and it still serves
 *   lock       who serves the number               any time
 * </pre>
 *
 * The authority may do each of them in anybody's place, ask for a port of a locked number, and
 * reverse one at any time.
 */
record PortRules(Directory directory, Standing standing, Origin origin) {

  Ruling decide(NumberCommand command) {
    if (command instanceof NumberCommand.RequestPort request) {
      return request(request);
    } else if (command instanceof NumberCommand.Lock lock) {
      return lock(lock);
    }
    NumberCommand.OfPort of = (NumberCommand.OfPort) command;
    Port port = standing.port();
    if (port == null || port.id() != of.port()) {
      return Ruling.refused(Refusal.NOT_FOUND, "not the newest port of the number");
    } else if (of instanceof NumberCommand.ConfirmPort) {
      return confirm(port, of.number());
    } else if (of instanceof NumberCommand.RejectPort reject) {
      return reject(port, reject);
    } else if (of instanceof NumberCommand.CancelPort) {
      return cancel(port);
    }
    return reverse(port);
  }

  private Ruling request(NumberCommand.RequestPort request) {
    long nowMs = origin.timeMs();
    IspId to = request.wanted().servingIsp();
    if (!mayActFor(to)) {
      return Ruling.refused(Refusal.NOT_ALLOWED, "/to: an ISP ports to itself");
    }
    Directory.Member gaining = directory.member(to);
    String profile = request.wanted().profile();
    IspId from = serving(request.number());
    if (gaining == null) {
      return Ruling.refused(Refusal.UNKNOWN_ISP, "/to: no ISP " + to);
    } else if (profile != null && gaining.profile(profile) == null) {
      return Ruling.refused(
          Refusal.UNKNOWN_PROFILE, "/profile: " + to + " has no profile " + profile);
    } else if (from == null) {
      return Ruling.refused(Refusal.NOT_SERVED, "nobody serves the number");
    } else if (from.equals(to)) {
      return alreadyServed(to);
    } else if (standing.openPort() != null) {
      return Ruling.refused(Refusal.PORT_OPEN, "a port of the number is open");
    } else if (standing.locked() && !origin.actor().isAuthority()) {
      return Ruling.refused(Refusal.NUMBER_LOCKED, "the number is locked against ports");
    } else if (isChangeScheduled(nowMs)) {
      return Ruling.refused(
          Refusal.CHANGE_SCHEDULED, "another change of who serves the number is scheduled");
    } else if (request.atMs() > nowMs + Port.MAX_AHEAD_MS) {
      return Ruling.refused(Refusal.TOO_FAR, "/at: more than 366 days ahead");
    }
    return Ruling.accepted(
        standing.with(
            new Port(
                origin.version(),
                from,
                request.wanted(),
                nowMs,
                request.atMs(),
                request.reversibleMs(),
                new PortState.Requested(nowMs + request.timeoutMs()),
                origin.version())));
  }

  /** Whether somebody else is to serve the number, or the assignment is to begin, later on. */
  private boolean isChangeScheduled(long nowMs) {
    Given given = standing.given();
    return given != null
        && (given.assignment().successor() != null
            || given.assignment().validity().fromMs() > nowMs);
  }

  private Ruling confirm(Port port, PhoneNumber number) {
    IspId from = serving(number);
    if (!mayAnswer(from)) {
      return notTheLosingSide();
    }
    if (!(port.state() instanceof PortState.Requested requested)) {
      return wrongState(port);
    }
    if (port.to().equals(from)) {
      return alreadyServed(port.to());
    } else if (directory.member(port.to()) == null) {
      return Ruling.refused(Refusal.UNKNOWN_ISP, "no ISP " + port.to() + " any more");
    }
    Port confirmed = from == null ? port : port.from(from);
    return port.atMs() > origin.timeMs()
        ? Ruling.accepted(standing.with(confirmed.moved(requested.scheduled(port.atMs()), origin)))
        : Ruling.accepted(
            standing.taken(
                confirmed.moved(requested.done(origin.timeMs(), standing.given()), origin)));
  }

  private Ruling reject(Port port, NumberCommand.RejectPort reject) {
    if (!mayAnswer(serving(reject.number()))) {
      return notTheLosingSide();
    }
    if (!(port.state() instanceof PortState.Requested requested)) {
      return wrongState(port);
    }
    return moved(port, requested.rejected(origin.timeMs(), reject.reason()));
  }

  private Ruling cancel(Port port) {
    if (!mayActFor(port.to())) {
      return notTheGainingSide();
    } else if (port.state() instanceof PortState.Requested requested) {
      return moved(port, requested.cancelled(origin.timeMs()));
    } else if (port.state() instanceof PortState.Scheduled scheduled) {
      return moved(port, scheduled.cancelled(origin.timeMs()));
    }
    return wrongState(port);
  }

  private Ruling reverse(Port port) {
    long nowMs = origin.timeMs();
    Given given = standing.given();
    if (!mayActFor(port.to())) {
      return notTheGainingSide();
    }
    if (!(port.state() instanceof PortState.Done done)) {
      return wrongState(port);
    }
    if (given == null || !given.assignment().at(nowMs).servingIsp().equals(port.to())) {
      return Ruling.refused(Refusal.PORT_STATE, "the number was given to somebody else since");
    } else if (nowMs >= port.reversibleUntilMs(done) && !origin.actor().isAuthority()) {
      return Ruling.refused(Refusal.TOO_LATE, "too late to give the number back");
    }
    Given former = done.former();
    IspId back = former == null ? null : former.assignment().servingIsp();
    if (back != null && directory.member(back) == null) {
      return Ruling.refused(Refusal.UNKNOWN_ISP, "no ISP " + back + " any more");
    }
    return Ruling.accepted(
        standing.with(former).locked(false).with(port.moved(done.reversed(nowMs), origin)));
  }

  private Ruling lock(NumberCommand.Lock lock) {
    IspId serves = serving(lock.number());
    if (!mayAnswer(serves)) {
      return Ruling.refused(Refusal.NOT_ALLOWED, "the number is served by somebody else");
    } else if (serves == null) {
      return Ruling.refused(Refusal.NOT_SERVED, "nobody serves the number");
    }
    return Ruling.accepted(standing.locked(lock.locked()));
  }

  private @Nullable IspId serving(PhoneNumber number) {
    return standing.serving(directory, number.digits(), origin.timeMs());
  }

  private boolean mayActFor(IspId isp) {
    return origin.actor().isAuthority() || origin.actor().is(isp);
  }

  private boolean mayAnswer(@Nullable IspId serves) {
    return origin.actor().isAuthority() || (serves != null && origin.actor().is(serves));
  }

  private Ruling moved(Port port, PortState next) {
    return Ruling.accepted(standing.with(port.moved(next, origin)));
  }

  private static Ruling alreadyServed(IspId to) {
    return Ruling.refused(Refusal.ALREADY_SERVED, to + " serves the number already");
  }

  private static Ruling notTheLosingSide() {
    return Ruling.refused(Refusal.NOT_ALLOWED, "only who serves the number answers a port");
  }

  private static Ruling notTheGainingSide() {
    return Ruling.refused(Refusal.NOT_ALLOWED, "only the gaining side does that");
  }

  private static Ruling wrongState(Port port) {
    return Ruling.refused(Refusal.PORT_STATE, "the port is " + port.state().word());
  }
}
