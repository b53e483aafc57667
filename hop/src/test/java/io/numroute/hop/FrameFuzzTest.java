package io.numroute.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.hop.Routers.Answered;
import io.numroute.hop.Routers.KnownFact;
import io.numroute.hop.Routers.Unavailable;
import java.util.Arrays;
import java.util.Random;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Whatever a peer sends: either it is read, or it is a {@link BadFrameException}. */
final class FrameFuzzTest {
  private static final int ROUNDS = 2000;

  private final Interned interned = new Interned();
  private final Ignoring sink = new Ignoring();

  @RepeatedTest(5)
  void randomBytes(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      readAll(bytes);
    }
  }

  @RepeatedTest(5)
  void goodFramesWithBrokenBytes(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    byte[] answers = answers(repetition.getCurrentRepetition());
    byte[] asks = asks(repetition.getCurrentRepetition());
    for (int i = 0; i < ROUNDS; i++) {
      byte[] broken = (i % 2 == 0 ? answers : asks).clone();
      for (int left = 1 + random.nextInt(4); left > 0; left--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      readAll(broken);
    }
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] answers = answers(1);
    for (int length = 0; length < answers.length; length++) {
      byte[] part = Arrays.copyOf(answers, length);
      assertThatThrownBy(() -> Answers.read(reader(part), interned, sink))
          .isInstanceOf(BadFrameException.class);
    }
    byte[] asks = asks(1);
    for (int length = 0; length < asks.length; length++) {
      byte[] part = Arrays.copyOf(asks, length);
      assertThatThrownBy(() -> Asks.read(reader(part), interned.isps, sink))
          .isInstanceOf(BadFrameException.class);
    }
  }

  @Test
  void aByteTooManyIsRefused() {
    byte[] asks = asks(1);
    assertThatThrownBy(
            () -> Asks.read(reader(Arrays.copyOf(asks, asks.length + 1)), interned.isps, sink))
        .isInstanceOf(BadFrameException.class);
  }

  @Test
  void aHugeCountAllocatesNothing() {
    FrameWriter out = new FrameWriter();
    out.int8(0);
    out.int32(Integer.MAX_VALUE);
    assertThatThrownBy(() -> Answers.read(reader(out.toByteArray()), interned, sink))
        .isInstanceOf(BadFrameException.class);
  }

  @Test
  void framesComeInAnyPieces() throws BadFrameException {
    byte[] one = framed(asks(1));
    byte[] two = framed(asks(2));
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    for (int piece = 1; piece <= both.length; piece = piece * 2 + 1) {
      Collecting handler = new Collecting();
      FrameAssembler assembler = new FrameAssembler();
      for (int from = 0; from < both.length; from += piece) {
        int length = Math.min(piece, both.length - from);
        assembler.take(
            Buffers.wrap(MemoryManager.DEFAULT_MEMORY_MANAGER, both, from, length), handler);
      }
      assertThat(handler.frames).as("pieces of %s", piece).isEqualTo(2);
      assertThat(handler.bytes).isEqualTo(one.length + two.length - 2 * Frame.HEADER);
    }
  }

  @Test
  void lengthsAreBounded() {
    for (int length : new int[] {-1, 0, 1, Frame.MAX_LENGTH + 1, Integer.MIN_VALUE}) {
      FrameWriter out = new FrameWriter();
      out.int32(length);
      assertThatThrownBy(
              () ->
                  new FrameAssembler()
                      .take(
                          Buffers.wrap(MemoryManager.DEFAULT_MEMORY_MANAGER, out.toByteArray()),
                          new Collecting()))
          .isInstanceOf(BadFrameException.class);
    }
  }

  private void readAll(byte[] bytes) {
    try {
      Answers.read(reader(bytes), interned, sink);
    } catch (BadFrameException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
    try {
      Asks.read(reader(bytes), interned.isps, sink);
    } catch (BadFrameException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
    try {
      Hello.read(reader(bytes));
    } catch (BadFrameException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  private static FrameReader reader(byte[] bytes) {
    return new FrameReader(bytes, 0, bytes.length);
  }

  private static byte[] answers(long seed) {
    RandomReplies random = new RandomReplies(seed);
    Answers.Writer out = new Answers.Writer(new GatewayBytes());
    out.begin(1);
    out.answered(1, new Answered(random.decision(0), random.evidence()));
    out.answered(2, new Answered(random.decision(8), random.evidence()));
    out.known(3, new KnownFact(random.fact(), random.evidence()));
    out.unavailable(4, Unavailable.BUSY);
    for (int outcome = 9; outcome < RandomReplies.OUTCOMES; outcome++) {
      out.answered(outcome, new Answered(random.decision(outcome), random.evidence()));
    }
    for (int i = 0; i < 3; i++) {
      out.explored(20 + i, random.whatIf());
    }
    byte[] frame = out.end(true).toByteArray();
    return Arrays.copyOfRange(frame, Frame.HEADER, frame.length);
  }

  private static byte[] asks(long seed) {
    RandomReplies random = new RandomReplies(seed);
    Asks.Writer out = new Asks.Writer();
    out.begin(1);
    out.lookup(1, random.query(), true, 1000);
    out.fact(2, random.digits(), 1000);
    out.whatIf(3, random.query(), random.overlay(), 1000);
    byte[] frame = out.end().toByteArray();
    return Arrays.copyOfRange(frame, Frame.HEADER, frame.length);
  }

  private static byte[] framed(byte[] body) {
    FrameWriter out = new FrameWriter();
    out.beginFrame(1, Frame.ASKS);
    for (byte b : body) {
      out.int8(b);
    }
    out.endFrame();
    return out.toByteArray();
  }

  private static final class Collecting implements FrameHandler {
    private int frames;
    private int bytes;

    @Override
    public void frame(int version, int type, FrameReader in) {
      assertThat(version).isEqualTo(1);
      assertThat(type).isEqualTo(Frame.ASKS);
      frames++;
      bytes += in.remaining();
    }

    @Override
    public int maxLength() {
      return Frame.MAX_LENGTH;
    }

    @Override
    public void closed() {}
  }
}
