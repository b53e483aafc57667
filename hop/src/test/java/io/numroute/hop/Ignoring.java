package io.numroute.hop;

import io.numroute.hop.Routers.Answered;
import io.numroute.hop.Routers.KnownFact;
import io.numroute.hop.Routers.Unavailable;
import io.numroute.hop.Routers.WhatIf;
import io.numroute.routing.RouteQuery;

/** Takes all that a frame can hold, and does nothing with it. */
final class Ignoring implements Answers.Sink, Asks.Sink {
  @Override
  public void lookup(int id, RouteQuery query, boolean explain, long remainingUs) {}

  @Override
  public void fact(int id, long digits, long remainingUs) {}

  @Override
  public void receipt() {}

  @Override
  public void answered(int id, Answered reply) {}

  @Override
  public void known(int id, KnownFact reply) {}

  @Override
  public void whatIf(int id, RouteQuery query, byte[] overlay, long remainingUs) {}

  @Override
  public void explored(int id, WhatIf reply) {}

  @Override
  public void unavailable(int id, Unavailable reason) {}
}
