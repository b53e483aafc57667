package io.numroute.cli.bench;

import org.HdrHistogram.Histogram;

/**
 * What one load on one server came to.
 *
 * @param responses all that were received
 * @param notOk those of them with another status than 200
 * @param reconnects how often the server closed a connection
 * @param elapsedNs from the first request to the last response
 * @param clientCpuNs CPU time of the load generator's thread
 * @param latencyNs nanoseconds; in an open loop from the instant at which the request was due
 */
record Load(
    long responses,
    long notOk,
    long reconnects,
    long elapsedNs,
    long clientCpuNs,
    Histogram latencyNs) {

  double perSecond() {
    return responses * 1e9 / elapsedNs;
  }

  double clientCpuUsPerRequest() {
    return clientCpuNs / 1e3 / Math.max(1, responses);
  }

  double latencyUs(double percentile) {
    return latencyNs.getValueAtPercentile(percentile) / 1e3;
  }
}
