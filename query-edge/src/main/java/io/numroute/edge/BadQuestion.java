package io.numroute.edge;

import io.numroute.http.Problems;

/** A question that cannot be asked: which problem it is, and what is wrong where. */
final class BadQuestion extends Exception {
  private static final long serialVersionUID = 1;
  private final Problems problem;
  private final String detail;

  BadQuestion(Problems problem, String detail) {
    super(detail, null, false, false);
    this.problem = problem;
    this.detail = detail;
  }

  static BadQuestion notANumber(String detail) {
    return new BadQuestion(Problems.NOT_A_NUMBER, detail);
  }

  static BadQuestion parameter(String detail) {
    return new BadQuestion(Problems.BAD_PARAMETER, detail);
  }

  Problems problem() {
    return problem;
  }

  String detail() {
    return detail;
  }
}
