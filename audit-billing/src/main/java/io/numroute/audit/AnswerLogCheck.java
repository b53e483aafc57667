package io.numroute.audit;

import io.numroute.schemas.avro.Answer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks the answer log for completeness: every edge numbers its answers densely from 0 within an
 * epoch and links each to the one before by a hash, so a record that is missing, repeated, moved or
 * changed shows.
 *
 * <p>Feed it the records of each partition in their order. Not thread-safe.
 */
public final class AnswerLogCheck {
  private final Map<Stream, Progress> streams = new LinkedHashMap<>();

  /** The answers that one edge gave between one start and the next. */
  public record Stream(String edge, long epoch) {}

  /** Sequences {@code from} to {@code to}, both included, that are not in the log. */
  public record Gap(long from, long to) {}

  /**
   * What was found of one stream.
   *
   * @param records different answers
   * @param marked repeated records that say they may be a repetition
   * @param unmarked repeated records that do not
   * @param gaps in order; the end of a stream cannot be a gap, since nothing tells what followed
   * @param broken sequences whose link to the record before does not hold
   */
  public record Finding(
      Stream stream, long records, long marked, long unmarked, List<Gap> gaps, List<Long> broken) {
    public boolean sound() {
      return gaps.isEmpty() && broken.isEmpty() && unmarked == 0;
    }
  }

  /**
   * Takes the next record.
   *
   * @param framed the record's value as it is on the topic
   */
  public void add(Answer answer, byte[] framed) {
    streams
        .computeIfAbsent(new Stream(answer.getEdge(), answer.getEpoch()), Progress::new)
        .add(answer, framed);
  }

  /** What was found so far, a line a stream, in order of first appearance. */
  public List<Finding> findings() {
    return streams.values().stream().map(Progress::finding).toList();
  }

  private static final class Progress {
    private final Stream stream;
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Long> broken = new ArrayList<>();
    private long next;
    private long records;
    private long marked;
    private long unmarked;

    /**
     * Chain value after the record before {@code next}; null after a gap, where it cannot be known.
     */
    private byte @Nullable [] chain;

    Progress(Stream stream) {
      this.stream = stream;
      this.chain = AnswerChain.start(stream.epoch());
    }

    void add(Answer answer, byte[] framed) {
      long sequence = answer.getSequence();
      if (sequence < next && !inGap(sequence)) {
        if (answer.getPossibleDuplicate()) {
          marked++;
        } else {
          unmarked++;
        }
        return;
      }
      records++;
      if (sequence < next) {
        fill(sequence);
        return;
      }
      if (sequence > next) {
        gaps.add(new Gap(next, sequence - 1));
        chain = null;
      }
      byte[] previous = bytes(answer.getPreviousHash());
      if (chain != null && !Arrays.equals(chain, previous)) {
        broken.add(sequence);
      }
      chain = AnswerChain.next(previous, framed);
      next = sequence + 1;
    }

    private boolean inGap(long sequence) {
      return gaps.stream().anyMatch(gap -> gap.from() <= sequence && sequence <= gap.to());
    }

    /** A late record closes a part of a gap. */
    private void fill(long sequence) {
      for (int i = 0; i < gaps.size(); i++) {
        Gap gap = gaps.get(i);
        if (gap.from() <= sequence && sequence <= gap.to()) {
          gaps.remove(i);
          if (sequence < gap.to()) {
            gaps.add(i, new Gap(sequence + 1, gap.to()));
          }
          if (gap.from() < sequence) {
            gaps.add(i, new Gap(gap.from(), sequence - 1));
          }
          return;
        }
      }
    }

    Finding finding() {
      return new Finding(stream, records, marked, unmarked, List.copyOf(gaps), List.copyOf(broken));
    }

    private static byte[] bytes(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
  }
}
