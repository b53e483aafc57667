package io.numroute.schemas;

import java.util.Map;

/**
 * One topic as it must be.
 *
 * @param config settings as the broker names them
 * @param isLog whether the first record of each partition is a LogHeader
 */
public record TopicSpec(String name, int partitions, Map<String, String> config, boolean isLog) {
  public TopicSpec {
    config = Map.copyOf(config);
  }
}
