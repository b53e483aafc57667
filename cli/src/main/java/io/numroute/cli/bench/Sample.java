package io.numroute.cli.bench;

/**
 * One load on one side in one round.
 *
 * @param serverCpuNs CPU time of the server's process, what it did afterwards for these requests
 *     included
 * @param brokerCpuNs the same of Kafka's process
 * @param forwardedAfterNs how long after the last response the last answer record was acknowledged
 */
record Sample(Load load, long serverCpuNs, long brokerCpuNs, long forwardedAfterNs) {
  double serverCpuUs() {
    return serverCpuNs / 1e3 / Math.max(1, load.responses());
  }

  double brokerCpuUs() {
    return brokerCpuNs / 1e3 / Math.max(1, load.responses());
  }
}
