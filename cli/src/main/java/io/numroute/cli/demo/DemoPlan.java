package io.numroute.cli.demo;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber;
import io.numroute.cli.demo.CarrierTable.Area;
import io.numroute.cli.demo.CarrierTable.Entry;
import io.numroute.routing.Block;
import io.numroute.routing.Gateway;
import io.numroute.routing.IspId;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.RoutingProfile;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Validity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the demo loads: every carrier of the table as an ISP with its blocks, gateways for each,
 * numbers ported between ISPs of one country, and a service number of each kind with a profile of
 * its own. A pure function of the table: drawn twice, it is the same.
 */
public record DemoPlan(
    List<PlannedIsp> isps,
    List<Block> blocks,
    List<PortedNumber> ported,
    List<ServiceNumber> services) {
  /** How many numbers are ported. */
  public static final int PORTED = 3_000;

  private static final long SEED = 20_261_122;

  /** Where the largest carriers have the service numbers. */
  private static final List<ServiceArea> SERVICE_AREAS =
      List.of(
          new ServiceArea("44", "Europe/London"),
          new ServiceArea("49", "Europe/Berlin"),
          new ServiceArea("55", "America/Sao_Paulo"),
          new ServiceArea("91", "Asia/Kolkata"));

  /** How many other ISPs of the area a service profile names. */
  private static final int NEIGHBOURS = 2;

  /** Digits of a number where the library knows no example. */
  private static final int USUAL_LENGTH = 11;

  public DemoPlan {
    isps = List.copyOf(isps);
    blocks = List.copyOf(blocks);
    ported = List.copyOf(ported);
    services = List.copyOf(services);
  }

  /** An ISP and its gateways. */
  public record PlannedIsp(IspId id, String name, List<Gateway> gateways) {}

  /** A number in a block of {@code from} that {@code isp} serves. */
  public record PortedNumber(PhoneNumber number, IspId isp, IspId from) {}

  /** A number of its holder's own block that stands for a service, and how that is routed. */
  public record ServiceNumber(
      PhoneNumber number, ServiceOperation service, IspId isp, RoutingProfile profile) {}

  /** A calling code and the clock that service hours there go by. */
  private record ServiceArea(String code, String zone) {}

  /** The plan of the library's table. */
  public static DemoPlan draw() {
    return of(CarrierTable.read());
  }

  static DemoPlan of(CarrierTable table) {
    TreeSet<String> names = new TreeSet<>();
    table.areas().forEach(area -> area.entries().forEach(entry -> names.add(entry.carrier())));
    Map<String, IspId> ids = IspNames.ids(names);

    List<PlannedIsp> isps = new ArrayList<>();
    ids.forEach((name, id) -> isps.add(new PlannedIsp(id, name, PlannedGateways.of(id, name))));
    List<Block> blocks = new ArrayList<>();
    for (Area area : table.areas()) {
      for (Entry entry : area.entries()) {
        blocks.add(
            new Block(entry.prefix(), Block.ANY_LENGTH, id(ids, entry.carrier()), Validity.ALWAYS));
      }
    }
    Draw draw = new Draw(table, ids);
    List<ServiceNumber> services = draw.services();
    return new DemoPlan(isps, blocks, draw.ported(), services);
  }

  private static IspId id(Map<String, IspId> ids, String carrier) {
    IspId id = ids.get(carrier);
    if (id == null) {
      throw new IllegalArgumentException("no id for " + carrier);
    }
    return id;
  }

  /** Numbers drawn from the table, none twice. */
  private static final class Draw {
    private final CarrierTable table;
    private final Map<String, IspId> ids;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final PhoneNumberUtil numbering = PhoneNumberUtil.getInstance();
    private final Set<PhoneNumber> taken = new HashSet<>();

    Draw(CarrierTable table, Map<String, IspId> ids) {
      this.table = table;
      this.ids = ids;
    }

    List<ServiceNumber> services() {
      List<ServiceNumber> services = new ArrayList<>();
      for (ServiceOperation service : ServiceOperation.values()) {
        ServiceArea where = SERVICE_AREAS.get(services.size() % SERVICE_AREAS.size());
        Area area = area(where.code());
        List<String> carriers = carriersBySize(area);
        String carrier = carriers.get(0);
        IspId isp = id(ids, carrier);
        List<IspId> neighbours =
            carriers.stream().skip(1).limit(NEIGHBOURS).map(name -> id(ids, name)).toList();
        RoutingProfile profile =
            ServiceProfiles.of(
                service, isp, PlannedGateways.of(isp, carrier), where.zone(), neighbours);
        Entry entry =
            area.entries().stream().filter(e -> e.carrier().equals(carrier)).findFirst().get();
        services.add(new ServiceNumber(number(area, entry), service, isp, profile));
      }
      return services;
    }

    List<PortedNumber> ported() {
      List<Area> shared =
          table.areas().stream()
              .filter(area -> area.entries().stream().map(Entry::carrier).distinct().count() > 1)
              .toList();
      List<PortedNumber> ported = new ArrayList<>();
      while (ported.size() < PORTED) {
        Area area = shared.get(random.nextInt(shared.size()));
        PhoneNumber number = number(area, one(area.entries()));
        Entry holder = longest(area, number);
        Entry other = one(area.entries());
        if (!other.carrier().equals(holder.carrier())) {
          ported.add(new PortedNumber(number, id(ids, other.carrier()), id(ids, holder.carrier())));
        }
      }
      return ported;
    }

    private Area area(String code) {
      return table.areas().stream().filter(a -> a.code().equals(code)).findFirst().get();
    }

    /** The largest first; of those with as many prefixes the first by name. */
    private static List<String> carriersBySize(Area area) {
      Map<String, Integer> sizes = new TreeMap<>();
      area.entries().forEach(entry -> sizes.merge(entry.carrier(), 1, Integer::sum));
      return sizes.entrySet().stream()
          .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
          .map(Map.Entry::getKey)
          .toList();
    }

    private static Entry longest(Area area, PhoneNumber number) {
      Entry longest = null;
      for (Entry entry : area.entries()) {
        if (entry.prefix().covers(number)
            && (longest == null || longest.prefix().length() < entry.prefix().length())) {
          longest = entry;
        }
      }
      return Objects.requireNonNull(longest);
    }

    private Entry one(List<Entry> entries) {
      return entries.get(random.nextInt(entries.size()));
    }

    /** A number nobody has drawn yet; one that the library holds valid if there is one soon. */
    private PhoneNumber number(Area area, Entry entry) {
      int length = Math.max(usualLength(area), entry.prefix().length() + 2);
      for (int attempt = 0; ; attempt++) {
        StringBuilder text = new StringBuilder("+").append(entry.prefix());
        while (text.length() <= length) {
          text.append(random.nextInt(10));
        }
        PhoneNumber number = PhoneNumber.parse(text.toString());
        if ((attempt >= 10 || isValid(text.toString())) && taken.add(number)) {
          return number;
        }
      }
    }

    private int usualLength(Area area) {
      int code = area.code().startsWith("1") ? 1 : Integer.parseInt(area.code());
      String region = numbering.getRegionCodeForCountryCode(code);
      Phonenumber.@Nullable PhoneNumber example =
          numbering.getSupportedRegions().contains(region)
              ? numbering.getExampleNumberForType(region, PhoneNumberType.MOBILE)
              : numbering.getExampleNumberForNonGeoEntity(code);
      return example == null
          ? USUAL_LENGTH
          : numbering.format(example, PhoneNumberUtil.PhoneNumberFormat.E164).length() - 1;
    }

    private boolean isValid(String number) {
      try {
        return numbering.isValidNumber(numbering.parse(number, null));
      } catch (NumberParseException e) {
        return false;
      }
    }
  }
}
