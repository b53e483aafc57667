package io.numroute.cli.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * How far an import of a file came, kept beside the file until it is done: so that the same command
 * goes on where it stopped. Holds no secret.
 *
 * @param target the ingest, what was asked of it, and the id of the key
 * @param rejected bytes of the file of rejected lines, as of then
 * @param reasons bytes of the file of reasons, as of then
 */
public record ImportState(
    @JsonProperty("target") String target,
    @JsonProperty("position") LineBatches.Position position,
    @JsonProperty("total") BulkImport.Total total,
    @JsonProperty("rejected") long rejected,
    @JsonProperty("reasons") long reasons) {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  /** Where the state of an import of that file is. */
  public static Path of(Path file) {
    return file.resolveSibling(file.getFileName() + ".resume");
  }

  /** What stands there; null when there is nothing, or nothing that can be understood. */
  public static @Nullable ImportState read(Path path) throws IOException {
    try {
      ImportState state = MAPPER.readValue(Files.readAllBytes(path), ImportState.class);
      return state.isWhole() ? state : null;
    } catch (NoSuchFileException | JsonProcessingException e) {
      return null;
    }
  }

  @SuppressWarnings("ConstantValue") // what Jackson makes of a file may lack anything
  private boolean isWhole() {
    return target != null && position != null && position.sha256() != null && total != null;
  }

  /** Replaces what stands there, in one step. */
  public void write(Path path) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.write(fresh, MAPPER.writeValueAsBytes(this));
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
