package io.numroute.edge;

import io.numroute.routing.Directory;
import io.numroute.routing.IspId;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * In which country an ISP's numbers without a plus are read. Asked on I/O threads, for such numbers
 * only; thread-safe, and never waits.
 */
public interface DefaultCountries {
  /** Whether they are known; until they are, no number without a plus is read. */
  boolean ready();

  /** ISO 3166-1 alpha-2; null when all numbers of that ISP are international. */
  @Nullable String of(IspId isp);

  /** No ISP has one. */
  static DefaultCountries none() {
    return of(Directory::empty, () -> true);
  }

  /**
   * Those of a directory that is followed.
   *
   * @param ready whether the directory was once up to date
   */
  static DefaultCountries of(Supplier<Directory> directory, BooleanSupplier ready) {
    return new DefaultCountries() {
      @Override
      public boolean ready() {
        return ready.getAsBoolean();
      }

      @Override
      public @Nullable String of(IspId isp) {
        Directory.Member member = directory.get().member(isp);
        return member == null ? null : member.isp().defaultCountry();
      }
    };
  }
}
