package io.numroute.edge.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the journal has been acknowledged by Kafka: everything before this place is on the topic.
 * A file of fixed size, replaced as a whole.
 *
 * @param segment file number
 * @param position where the first record not acknowledged begins, or will
 * @param sequence that record's
 * @param chain value of the hash chain after the last acknowledged record of that epoch
 */
@SuppressWarnings("ArrayRecordComponent") // written and read, compared by nobody
record Checkpoint(long segment, long epoch, int position, long sequence, byte[] chain) {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);
  private static final String FILE = "checkpoint";
  private static final long MAGIC = 0x4E52434B50543031L; // "NRCKPT01"
  private static final int BYTES = 8 + 8 + 8 + 4 + 8 + AnswerChain.BYTES + 4;

  void write(Path directory, boolean durable) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(MAGIC).putLong(segment).putLong(epoch).putInt(position).putLong(sequence);
    bytes.put(chain);
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), 0, bytes.position());
    bytes.putInt((int) crc.getValue()).flip();
    Path fresh = directory.resolve(FILE + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (durable) {
        channel.force(true);
      }
    }
    Files.move(
        fresh,
        directory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The checkpoint of a directory; null when it has none, or a damaged one: then everything still
   * there is sent again, marked as possible duplicates.
   */
  static @Nullable Checkpoint read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), 0, Math.max(0, bytes.limit() - 4));
    if (bytes.limit() != BYTES
        || bytes.getInt(BYTES - 4) != (int) crc.getValue()
        || bytes.getLong() != MAGIC) {
      LOG.warn("the journal's checkpoint is damaged; what is left is sent again, so marked");
      return null;
    }
    long segment = bytes.getLong();
    long epoch = bytes.getLong();
    int position = bytes.getInt();
    long sequence = bytes.getLong();
    byte[] chain = new byte[AnswerChain.BYTES];
    bytes.get(chain);
    return new Checkpoint(segment, epoch, position, sequence, chain);
  }
}
