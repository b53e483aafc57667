package io.numroute.cli.demo;

import com.google.i18n.phonenumbers.prefixmapper.MappingFileProvider;
import com.google.i18n.phonenumbers.prefixmapper.PhonePrefixMap;
import io.numroute.routing.Prefix;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Which carrier was given which prefix: the English table of libphonenumber's carrier artifact,
 * read through the library's own public classes. Mobile prefixes only, and the carrier a number was
 * first given to: where numbers are ported, the block's holder.
 *
 * @param areas in the table's order
 */
record CarrierTable(List<Area> areas) {
  private static final String FOLDER = "/com/google/i18n/phonenumbers/carrier/data/";
  private static final String LANGUAGE = "en";

  CarrierTable {
    areas = List.copyOf(areas);
  }

  /**
   * One file of the table.
   *
   * @param code digits that all its prefixes begin with: a calling code, or 1 and an area code
   */
  record Area(String code, List<Entry> entries) {
    Area {
      entries = List.copyOf(entries);
    }
  }

  /** A prefix and the carrier's name exactly as the table has it. */
  record Entry(Prefix prefix, String carrier) {}

  /** The table of the library on the class path. */
  static CarrierTable read() {
    MappingFileProvider files = read(new MappingFileProvider(), "config");
    List<Area> areas = new ArrayList<>();
    for (String line : lines(files)) {
      int bar = line.indexOf('|');
      String code = line.substring(0, bar);
      if (("," + line.substring(bar + 1)).contains("," + LANGUAGE + ",")) {
        areas.add(new Area(code, entries(map(code))));
      }
    }
    return new CarrierTable(areas);
  }

  /** The library's own map of one area: what {@code PhonePrefixMap.lookup} is asked of. */
  static PhonePrefixMap map(String areaCode) {
    return read(new PhonePrefixMap(), areaCode + "_" + LANGUAGE);
  }

  int size() {
    return areas.stream().mapToInt(area -> area.entries().size()).sum();
  }

  private static List<Entry> entries(PhonePrefixMap map) {
    List<Entry> entries = new ArrayList<>();
    for (String line : lines(map)) {
      int bar = line.indexOf('|');
      String carrier = line.substring(bar + 1);
      if (!carrier.isEmpty()) {
        entries.add(new Entry(Prefix.parse(line.substring(0, bar)), carrier));
      }
    }
    return entries;
  }

  private static List<String> lines(Object table) {
    return table.toString().lines().toList();
  }

  private static <T extends Externalizable> T read(T target, String file) {
    try (InputStream stream = PhonePrefixMap.class.getResourceAsStream(FOLDER + file)) {
      if (stream == null) {
        throw new IllegalStateException("the carrier library has no " + FOLDER + file);
      }
      target.readExternal(new ObjectInputStream(stream));
      return target;
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("the carrier library's " + file + " cannot be read", e);
    }
  }
}
