package io.numroute.cli.demo;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code demo.json}: where the demo of a data folder listens, and every key it has given out, for
 * scripts. Its reader and owner is one person: mode 0600, replaced as a whole.
 *
 * @param edge URL
 * @param ingest URL
 * @param kafka host:port
 * @param authorityKey may do everything
 * @param isps those that have a key
 * @param loaded whether all of the plan is in
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DemoFile(
    String edge,
    String ingest,
    String kafka,
    String authorityKey,
    List<IspKey> isps,
    List<Ported> ported,
    List<Service> services,
    boolean loaded) {
  /** Its name in the data folder. */
  public static final String NAME = "demo.json";

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  public DemoFile {
    isps = isps == null ? List.of() : List.copyOf(isps);
    ported = ported == null ? List.of() : List.copyOf(ported);
    services = services == null ? List.of() : List.copyOf(services);
  }

  /** An ISP and the key it asks and publishes with. */
  public record IspKey(String id, String name, String key) {}

  /** A number that left {@code from} and is served by {@code isp} now. */
  public record Ported(String number, String isp, String from) {}

  /** A number that stands for a service. */
  public record Service(String number, String service, String isp) {}

  /** The ISP of that id, or else of that name in any case; null when there is none. */
  public @Nullable IspKey isp(String idOrName) {
    for (IspKey isp : isps) {
      if (isp.id().equals(idOrName)) {
        return isp;
      }
    }
    for (IspKey isp : isps) {
      if (isp.name().equalsIgnoreCase(idOrName)) {
        return isp;
      }
    }
    return null;
  }

  DemoFile withIsps(List<IspKey> isps) {
    return new DemoFile(edge, ingest, kafka, authorityKey, isps, ported, services, loaded);
  }

  /** The file of that folder; null when there is none. */
  public static @Nullable DemoFile read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return null;
    }
    try {
      return JSON.readValue(file.toFile(), DemoFile.class);
    } catch (JacksonException e) {
      // A message of Jackson's would quote the file, and so the keys in it.
      throw new IOException(file + " is not a file that the demo wrote.");
    }
  }

  void write(Path folder) throws IOException {
    Path draft =
        Files.createTempFile(
            folder,
            NAME,
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.write(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
      Files.move(
          draft,
          folder.resolve(NAME),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
