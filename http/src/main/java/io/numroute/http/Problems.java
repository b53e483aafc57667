package io.numroute.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every kind of problem that a client can be told. {@code docs/errors.md} is made from it. */
public enum Problems {
  BAD_REQUEST(
      "bad-request",
      400,
      "Not a request that HTTP allows",
      "The bytes are no well-formed HTTP/1.1 request, or one that two servers could read differently. The connection is closed."),
  NOT_A_NUMBER(
      "not-a-number",
      400,
      "Not a telephone number",
      "Numbers are E.164: + and 1 to 15 digits, the first not 0."),
  BAD_PARAMETER(
      "bad-parameter",
      400,
      "A parameter is not understood",
      "The detail names the parameter and what it may be."),
  BAD_JSON(
      "bad-json",
      400,
      "The body is not the JSON that is expected",
      "The detail says where, as line and column, or which key comes twice."),
  BAD_OVERLAY(
      "bad-overlay",
      400,
      "The overlay of the what-if cannot be applied",
      "The member pointer says where in the overlay, as a JSON pointer; nothing was decided."),
  UNAUTHENTICATED(
      "unauthenticated",
      401,
      "An API key is needed",
      "The Authorization header has no Bearer key, or one that is unknown or revoked."),
  FORBIDDEN(
      "forbidden",
      403,
      "The API key does not permit this",
      "The key is good, but it stands for somebody else."),
  ROLE_FORBIDS(
      "role-forbids",
      403,
      "The role does not permit this",
      "The credential is good, but its role may not do this. docs/security.md has the table of roles."),
  ASKING_ISP_UNKNOWN(
      "asking-isp-unknown",
      403,
      "The asking ISP is not in the directory",
      "The key names an ISP that was never admitted."),
  ASKING_ISP_SUSPENDED(
      "asking-isp-suspended",
      403,
      "The asking ISP is suspended",
      "The authority suspended the ISP that asks."),
  SERVING_ISP_SUSPENDED(
      "serving-isp-suspended",
      403,
      "The serving ISP is suspended",
      "The number lives at an ISP that the authority suspended."),
  REFUSED_BY_AGREEMENT(
      "refused-by-agreement",
      403,
      "An agreement forbids the call",
      "The member refusedBy names the ISP whose agreement it is, the asking or the serving one."),
  REFUSED_BY_RULE(
      "refused-by-rule",
      403,
      "A rule of the serving ISP refuses the call",
      "The members sipCode and reason are the answer that the rule wants the caller to get."),
  NOT_FOUND(
      "not-found",
      404,
      "There is nothing at this path",
      "The path names no resource of this server, or an entity that does not exist."),
  UNALLOCATED(
      "unallocated",
      404,
      "The number is in no block",
      "Nobody was given the numbers around this one."),
  UNASSIGNED(
      "unassigned",
      404,
      "The number is not in use",
      "The number is in a known block, but nobody serves it now."),
  INCOMPLETE(
      "incomplete",
      404,
      "The number is too short",
      "More digits could make it a number that somebody serves."),
  SPECIAL(
      "special",
      404,
      "The number is an emergency or short code",
      "Such numbers are routed by the network that the caller is in."),
  MEDIA_NOT_CARRIED(
      "media-not-carried",
      404,
      "No gateway carries this kind of call",
      "The member possibleMedia names the kinds that could have gone."),
  NO_GATEWAY(
      "no-gateway",
      404,
      "The serving ISP has no gateway for this call",
      "The member dropped says of each gateway why it was not used."),
  METHOD_NOT_ALLOWED(
      "method-not-allowed",
      405,
      "The method is not allowed here",
      "The Allow header lists the methods that are."),
  NOT_ACCEPTABLE(
      "not-acceptable",
      406,
      "No representation that the client accepts",
      "The Accept header names no type that this resource has."),
  REQUEST_TIMEOUT(
      "request-timeout",
      408,
      "The request came too slowly",
      "Head or body did not arrive in time. The connection is closed."),
  COMMAND_REFUSED(
      "command-refused",
      409,
      "The command was decided and refused",
      "The member code and the detail say why, the member pointer where in the document; nothing was changed."),
  BODY_TOO_LARGE("body-too-large", 413, "The body is too large", "Send less, or use the import."),
  UNSUPPORTED_MEDIA_TYPE(
      "unsupported-media-type",
      415,
      "The body's media type is not supported",
      "The Content-Type is none that this resource reads."),
  TOO_MANY_REQUESTS(
      "too-many-requests", 429, "Too many requests", "Wait for as long as Retry-After says."),
  HEADERS_TOO_LARGE(
      "headers-too-large",
      431,
      "The request head is too large",
      "Over 8 KiB or 100 header fields. The connection is closed."),
  INTERNAL(
      "internal",
      500,
      "The server failed",
      "A fault of ours; it was logged under the member errorId."),
  NOT_READY(
      "not-ready",
      503,
      "The server is not ready",
      "It is starting, or a part it needs is away. Retry-After says when to try again."),
  JOURNAL_FULL(
      "journal-full",
      503,
      "The answer journal takes no more",
      "No answer leaves that is not logged."),
  KAFKA_UNAVAILABLE(
      "kafka-unavailable",
      503,
      "The log cannot be written now",
      "Nothing was accepted. Retry-After says when to try again.");

  private final Problem problem;
  private final String explanation;
  private final byte[] head;

  Problems(String slug, int status, String title, String explanation) {
    this.problem = new Problem(slug, title, status);
    this.explanation = explanation;
    this.head = problem.head();
  }

  /** The kind itself. */
  public Problem problem() {
    return problem;
  }

  public int status() {
    return problem.status();
  }

  /** What a client should make of it: one or two sentences. */
  public String explanation() {
    return explanation;
  }

  /** The bytes of {@link Problem#head}, shared: never write into them. */
  @SuppressWarnings("MutableArrayReturned")
  public byte[] head() {
    return head;
  }

  /** The general kind for a status that a library chose. */
  static Problems ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 408 -> REQUEST_TIMEOUT;
      case 413 -> BODY_TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 429 -> TOO_MANY_REQUESTS;
      case 431 -> HEADERS_TOO_LARGE;
      case 503 -> NOT_READY;
      default -> status < 500 ? BAD_REQUEST : INTERNAL;
    };
  }

  /** To be thrown in a Jersey resource. */
  public ProblemException because(@Nullable String detail) {
    return new ProblemException(problem, detail);
  }

  /** To be thrown in a Jersey resource. */
  public ProblemException because(@Nullable String detail, Map<String, ?> members) {
    return new ProblemException(problem, detail, members);
  }
}
