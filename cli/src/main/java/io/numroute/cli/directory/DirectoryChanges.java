package io.numroute.cli.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.notation.AgreementDocument;
import io.numroute.notation.BlockDocument;
import io.numroute.notation.DirectoryDocument;
import io.numroute.notation.GatewayDocument;
import io.numroute.notation.IspDocument;
import io.numroute.notation.ProfileDocument;
import io.numroute.routing.Agreement;
import io.numroute.routing.Block;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.Isp;
import io.numroute.routing.Prefix;
import io.numroute.routing.ProfileId;
import io.numroute.routing.RoutingProfile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What has to be sent so that an ISP's directory says what a document says, in an order in which
 * each step may rest on those before it: gateways, agreement, profiles, the ISP itself (which names
 * its default profile), blocks, the shorter before the longer; then deletions, the other way round.
 *
 * @param steps in the order in which they are to be sent; empty when it says so already
 * @param left what is there and not in the document, and stays because nobody asked to prune
 */
public record DirectoryChanges(List<Step> steps, List<String> left) {
  public DirectoryChanges {
    steps = List.copyOf(steps);
    left = List.copyOf(left);
  }

  /** What a step does. */
  public enum Kind {
    ADD("+"),
    CHANGE("~"),
    DELETE("-");

    private final String sign;

    Kind(String sign) {
      this.sign = sign;
    }

    /** One character. */
    public String sign() {
      return sign;
    }
  }

  /**
   * One command.
   *
   * @param entity for people, such as {@code gateway gw1}
   * @param pointer where the document speaks of it
   * @param path of the ingest
   * @param body what is put; null for a deletion
   * @param details what differs; empty for what is new or goes
   */
  public record Step(
      Kind kind,
      String entity,
      String pointer,
      String path,
      @Nullable ObjectNode body,
      List<String> details) {}

  /**
   * The way from one document to another of the same ISP.
   *
   * @param is null when there is no such ISP yet
   * @param prune whether what is not in {@code wanted} goes
   */
  public static DirectoryChanges between(
      @Nullable DirectoryDocument is, DirectoryDocument wanted, boolean prune) {
    Draft draft = new Draft(wanted.isp());
    if (is == null) {
      Isp first = wanted.isp();
      Isp bare = new Isp(first.id(), first.name(), first.state(), first.defaultCountry());
      draft.put("isp", "/isp", draft.ispPath, null, IspDocument.write(bare));
      is = new DirectoryDocument(bare, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), null);
    }
    draft.all(GATEWAYS, is.gateways(), wanted.gateways());
    draft.agreement(is.agreement(), wanted.agreement());
    draft.all(PROFILES, is.profiles(), wanted.profiles());
    draft.put(
        "isp", "/isp", draft.ispPath, IspDocument.write(is.isp()), IspDocument.write(wanted.isp()));
    draft.all(BLOCKS, is.blocks(), wanted.blocks());
    return draft.end(prune);
  }

  /**
   * How the entities of one kind are called and written.
   *
   * @param path of one, below which its name stands
   */
  private record Entities<K, V>(
      String word,
      String member,
      Function<Isp, String> path,
      Function<K, String> name,
      Function<V, ObjectNode> written) {}

  private static final Entities<GatewayId, Gateway> GATEWAYS =
      new Entities<>(
          "gateway",
          "gateways",
          isp -> "/v1/gateways/" + isp.id() + "/",
          GatewayId::name,
          GatewayDocument::write);
  private static final Entities<ProfileId, RoutingProfile> PROFILES =
      new Entities<>(
          "profile",
          "profiles",
          isp -> "/v1/profiles/" + isp.id() + "/",
          ProfileId::name,
          ProfileDocument::write);
  private static final Entities<Prefix, Block> BLOCKS =
      new Entities<>(
          "block", "blocks", isp -> "/v1/blocks/", Prefix::toString, BlockDocument::write);

  /** Changes that are being collected. */
  private static final class Draft {
    private final Isp isp;
    private final String ispPath;
    private final List<Step> puts = new ArrayList<>();
    private final Deque<Step> deletions = new ArrayDeque<>();

    Draft(Isp isp) {
      this.isp = isp;
      this.ispPath = "/v1/isps/" + isp.id();
    }

    <K, V> void all(Entities<K, V> kind, SortedMap<K, V> is, SortedMap<K, V> wanted) {
      wanted.forEach(
          (key, value) -> {
            String name = kind.name.apply(key);
            V old = is.get(key);
            put(
                kind.word + " " + name,
                "/" + kind.member + "/" + name,
                kind.path.apply(isp) + name,
                old == null ? null : kind.written.apply(old),
                kind.written.apply(value));
          });
      for (K key : is.keySet()) {
        if (!wanted.containsKey(key)) {
          String name = kind.name.apply(key);
          delete(kind.word + " " + name, "/" + kind.member, kind.path.apply(isp) + name);
        }
      }
    }

    void agreement(@Nullable Agreement is, @Nullable Agreement wanted) {
      String path = "/v1/agreements/" + isp.id();
      if (wanted != null) {
        put(
            "agreement",
            "/agreement",
            path,
            is == null ? null : AgreementDocument.write(is),
            AgreementDocument.write(wanted));
      } else if (is != null) {
        delete("agreement", "", path);
      }
    }

    void put(
        String entity, String pointer, String path, @Nullable ObjectNode is, ObjectNode wanted) {
      if (is == null) {
        puts.add(new Step(Kind.ADD, entity, pointer, path, wanted, List.of()));
      } else if (!is.equals(wanted)) {
        List<String> details = NodeDifference.between(is, wanted);
        puts.add(new Step(Kind.CHANGE, entity, pointer, path, wanted, details));
      }
    }

    private void delete(String entity, String pointer, String path) {
      deletions.addFirst(new Step(Kind.DELETE, entity, pointer, path, null, List.of()));
    }

    DirectoryChanges end(boolean prune) {
      List<Step> steps = new ArrayList<>(puts);
      if (prune) {
        steps.addAll(deletions);
        return new DirectoryChanges(steps, List.of());
      }
      return new DirectoryChanges(steps, deletions.stream().map(Step::entity).toList());
    }
  }
}
