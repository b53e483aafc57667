package io.numroute.cli;

import io.numroute.cli.client.Api;
import io.numroute.cli.demo.DemoFile;
import io.numroute.cli.directory.Publisher;
import io.numroute.cli.terminal.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which ingest, and on whose behalf: in the demo the ISP that is spoken of, or the authority. */
final class PublishingAs {
  @Option(
      names = "--authority",
      description = "As the numbering authority of the demo, not as the ISP.")
  private boolean authority;

  @Option(names = "--ingest", paramLabel = "URL", description = "This ingest, not the demo's.")
  private @Nullable String ingest;

  @Mixin private Access access = new Access();
  @Mixin private DemoFolder demo = new DemoFolder();

  /** The id of the ISP of that id or name. */
  String idOf(String idOrName) {
    DemoFile file = ingest == null ? demo.file() : null;
    DemoFile.IspKey isp = file == null ? null : file.isp(idOrName);
    return isp == null ? idOrName : isp.id();
  }

  Publisher publisher(String isp) {
    DemoFile file = ingest == null ? demo.neededFile("name an ingest with --ingest") : demo.file();
    String url = ingest != null || file == null ? String.valueOf(ingest) : file.ingest();
    return new Publisher(Api.at(url, key(file, isp)));
  }

  private String key(@Nullable DemoFile file, String isp) {
    String given = access.key(System.getenv());
    if (given != null) {
      return given;
    } else if (ingest != null || file == null) {
      throw Failure.usage("On whose behalf? Give a key with --key-file.");
    } else if (authority) {
      return file.authorityKey();
    }
    DemoFile.IspKey known = file.isp(isp);
    if (known == null) {
      throw Failure.usage(
          "The demo in " + demo.folder + " has no key of an ISP " + isp + "; try --authority.");
    }
    return known.key();
  }
}
