package io.numroute.schemas;

/** A topic is missing, cannot be created, or is not as the catalogue says. Names the topic. */
public final class TopicException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public TopicException(String topic, String problem) {
    super("topic " + topic + ": " + problem);
  }

  public TopicException(String topic, String problem, Throwable cause) {
    super("topic " + topic + ": " + problem, cause);
  }
}
