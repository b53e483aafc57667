package io.numroute.edge;

import io.numroute.edge.Question.Kind;
import io.numroute.http.Caller;
import io.numroute.http.Peer;
import io.numroute.http.Problems;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.http.util.DataChunk;
import org.glassfish.grizzly.http.util.Header;

/**
 * {@code GET /v1/routes/{number}} straight from Grizzly: the hot path. Everything happens on the
 * I/O thread; only when a router answers later is the response suspended. {@link RouteResource} is
 * the same in Jersey, and a contract test holds both to the same bytes.
 */
final class RouteHandler extends HttpHandler {
  static final String PATH = "/v1/routes/";

  private final LookupService lookups;

  /** Copies of what is read of a request; the I/O thread's own. */
  private final ThreadLocal<byte[]> inputs = ThreadLocal.withInitial(() -> new byte[16 << 10]);

  RouteHandler(LookupService lookups) {
    super("routes");
    this.lookups = lookups;
  }

  @Override
  public void service(Request request, Response response) {
    GrizzlyReply reply = new GrizzlyReply(request, response);
    HttpRequestPacket packet = request.getRequest();
    byte[] input = inputs.get();
    int length = copy(packet.getHeaders().getValue(Header.Authorization), input);
    Caller caller = lookups.caller(input, 0, length, Peer.of(request));
    if (caller == null) {
      lookups.turnAway(reply);
      return;
    }
    if (packet.getMethod() != Method.GET) {
      // HEAD too: a route that nobody hears would still be logged and billed.
      response.setHeader(Header.Allow, "GET");
      lookups.tell(Problems.METHOD_NOT_ALLOWED, "ask with GET", reply);
      return;
    }
    if (!lookups.permits(Kind.ROUTE, caller, reply)) {
      return;
    }
    Question question = lookups.question(Kind.ROUTE, caller);
    DataChunk accept = packet.getHeaders().getValue(Header.Accept);
    if (accept != null && !accept.isNull() && accept.startsWithIgnoreCase("text/plain", 0)) {
      question.format(Format.TEXT);
    }
    length = copy(packet.getRequestURIRef().getRequestURIBC(), input);
    question.number(input, Math.min(PATH.length(), length), length, true);
    length = copy(packet.getQueryStringDC(), input);
    question.parameters(input, 0, length);
    lookups.answer(question, reply);
    reply.handlerReturns();
  }

  /** Copies a piece of the head, which is never larger than the door allows; its length. */
  private static int copy(DataChunk chunk, byte[] target) {
    if (chunk == null || chunk.isNull()) {
      return 0;
    }
    int length = Math.min(chunk.getLength(), target.length);
    if (chunk.getType() == DataChunk.Type.Buffer) {
      var buffer = chunk.getBufferChunk().getBuffer();
      int start = chunk.getStart();
      if (buffer.hasArray()) {
        System.arraycopy(buffer.array(), buffer.arrayOffset() + start, target, 0, length);
      } else {
        for (int i = 0; i < length; i++) {
          target[i] = buffer.get(start + i);
        }
      }
    } else if (chunk.getType() == DataChunk.Type.Bytes) {
      System.arraycopy(chunk.getByteChunk().getBuffer(), chunk.getStart(), target, 0, length);
    } else {
      String text = chunk.toString();
      for (int i = 0; i < length; i++) {
        target[i] = (byte) (text.charAt(i) < 0x100 ? text.charAt(i) : '?');
      }
    }
    return length;
  }
}
