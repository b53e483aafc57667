package io.numroute.cli.client;

import io.numroute.cli.client.BulkImport.Complaint;
import io.numroute.cli.terminal.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The lines that an import did not do, in a file that can be corrected and sent again: the header
 * of CSV, and each line as it came. A second file, its name with {@value #REASONS} behind, is a
 * table of CSV with a row for each: its line there, its line in the import, the column, the code,
 * and what is wrong. Both begin to exist with the first such line. One thread.
 */
public final class RejectedLines implements AutoCloseable {
  static final String REASONS = ".reasons";

  private final Path file;
  private final Path reasonsFile;
  private final byte[] header;
  private @Nullable FileChannel lines;
  private @Nullable FileChannel reasons;
  private long next;

  /**
   * A file that is not there yet.
   *
   * @param header goes before the lines; may be empty
   */
  public RejectedLines(Path file, byte[] header) {
    this.file = file;
    this.reasonsFile = file.resolveSibling(file.getFileName() + REASONS);
    this.header = header;
    if (Files.exists(file) || Files.exists(reasonsFile)) {
      throw Failure.usage(
          (Files.exists(file) ? file : reasonsFile)
              + " is there already; move it away, or give --errors another name.");
    }
  }

  /** The file of an earlier run, as it was when that run last told how far it was. */
  public RejectedLines(Path file, byte[] header, ImportState before) throws IOException {
    this.file = file;
    this.reasonsFile = file.resolveSibling(file.getFileName() + REASONS);
    this.header = header;
    if (before.rejected() > 0) {
      lines = truncated(file, before.rejected());
      reasons = truncated(reasonsFile, before.reasons());
      next = count(file);
    } else {
      Files.deleteIfExists(file);
      Files.deleteIfExists(reasonsFile);
    }
  }

  private static FileChannel truncated(Path path, long size) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
    channel.truncate(size);
    channel.position(size);
    return channel;
  }

  private static long count(Path path) throws IOException {
    try (var all = Files.lines(path, StandardCharsets.ISO_8859_1)) {
      return all.count();
    }
  }

  /** One more. */
  public void add(Complaint complaint, byte[] line) throws IOException {
    FileChannel to = lines;
    FileChannel why = reasons;
    if (to == null || why == null) {
      to = created(file);
      why = created(reasonsFile);
      lines = to;
      reasons = why;
      write(to, header);
      next = header.length > 0 ? 1 : 0;
      write(why, "line,of_import,column,code,detail\n".getBytes(StandardCharsets.UTF_8));
    }
    write(to, LineBatches.withEnd(line));
    next++;
    String row =
        next
            + ","
            + complaint.line()
            + ","
            + (complaint.column() > 0 ? complaint.column() : "")
            + ","
            + complaint.code()
            + ",\""
            + complaint.detail().replace("\"", "\"\"")
            + "\"\n";
    write(why, row.getBytes(StandardCharsets.UTF_8));
  }

  private static FileChannel created(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }

  private static void write(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Bytes of the lines' file; 0 while there is none. */
  public long size() throws IOException {
    return lines == null ? 0 : lines.size();
  }

  /** Bytes of the reasons' file; 0 while there is none. */
  public long reasonsSize() throws IOException {
    return reasons == null ? 0 : reasons.size();
  }

  @Override
  public void close() throws IOException {
    if (lines != null) {
      lines.close();
    }
    if (reasons != null) {
      reasons.close();
    }
  }
}
