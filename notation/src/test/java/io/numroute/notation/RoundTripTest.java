package io.numroute.notation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.Block;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.Prefix;
import io.numroute.routing.ProfileId;
import io.numroute.routing.RoutingProfile;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is written is read as what it was, and written again as the same text. */
class RoundTripTest {
  private static final int ROUNDS = Integer.getInteger("numroute.rounds", 300);

  @Test
  void whatIsWrittenIsReadAsWhatItWas() throws Exception {
    long seed = Long.getLong("numroute.seed", System.nanoTime());
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(seed + round);
      RandomDirectory made = new RandomDirectory(random);
      String as = "-Dnumroute.seed=" + (seed + round) + " -Dnumroute.rounds=1";

      DirectoryDocument document = document(made, random);
      byte[] text = text(document);
      DirectoryDocument read = DirectoryDocument.read(parse(text));
      assertThat(read).as(as).isEqualTo(document);
      assertThat(new String(text(read), UTF_8)).as(as).isEqualTo(new String(text, UTF_8));

      var number = made.number();
      ObjectNode json = NumberDocument.write(number);
      assertThat(NumberDocument.read(new Fields(json, ""))).as(as).isEqualTo(number);

      Block block = made.block(Prefix.parse("4471"), new IspId("acme"));
      ObjectNode written = BlockDocument.write(block);
      assertThat(BlockDocument.read(block.prefix(), new Fields(written, "")))
          .as(as)
          .isEqualTo(block);
    }
  }

  @Test
  void theOrderOfFieldsDoesNotMatter() throws Exception {
    long seed = Long.getLong("numroute.seed", System.nanoTime());
    Random random = new Random(seed);
    byte[] text = text(document(new RandomDirectory(random), random));
    ObjectNode shuffled = (ObjectNode) shuffled(parse(text), random);
    assertThat(new String(text(DirectoryDocument.read(shuffled)), UTF_8))
        .as("-Dnumroute.seed=" + seed)
        .isEqualTo(new String(text, UTF_8));
  }

  private static JsonNode shuffled(JsonNode node, Random random) {
    if (node instanceof ObjectNode object) {
      List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
      Collections.shuffle(fields, random);
      ObjectNode copy = StrictJson.object();
      fields.forEach(field -> copy.set(field.getKey(), shuffled(field.getValue(), random)));
      return copy;
    }
    return node;
  }

  private static DirectoryDocument document(RandomDirectory made, Random random) {
    IspId isp = new IspId("acme");
    SortedMap<GatewayId, Gateway> gateways = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      GatewayId id = new GatewayId(isp, "gw" + random.nextInt(20));
      gateways.put(id, made.gateway(id));
    }
    SortedMap<ProfileId, RoutingProfile> profiles = new TreeMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      ProfileId id = new ProfileId(isp, "p" + random.nextInt(20));
      profiles.put(id, made.profile(id));
    }
    SortedMap<Prefix, Block> blocks = new TreeMap<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      Prefix prefix = made.prefix();
      blocks.put(prefix, made.block(prefix, isp));
    }
    return new DirectoryDocument(
        made.isp(isp, List.copyOf(profiles.keySet())),
        gateways,
        profiles,
        blocks,
        random.nextBoolean() ? null : made.agreement(isp));
  }

  private static byte[] text(DirectoryDocument document) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    document.write(out);
    return out.toByteArray();
  }

  private static ObjectNode parse(byte[] text) throws Exception {
    return StrictJson.parse(text, 0, text.length);
  }
}
