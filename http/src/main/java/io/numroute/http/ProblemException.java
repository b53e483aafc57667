package io.numroute.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends a Jersey request with a problem document. The detail and the members are shown to the client
 * as they are. Carries no stack trace: it is an answer, not a fault.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient Problem problem;
  private final transient @Nullable String detail;
  private final transient Map<String, ?> members;

  public ProblemException(Problem problem, @Nullable String detail) {
    this(problem, detail, Map.of());
  }

  public ProblemException(Problem problem, @Nullable String detail, Map<String, ?> members) {
    super(problem.slug(), null, false, false);
    this.problem = problem;
    this.detail = detail;
    this.members = members;
  }

  public Problem problem() {
    return problem;
  }

  public @Nullable String detail() {
    return detail;
  }

  public Map<String, ?> members() {
    return members;
  }
}
