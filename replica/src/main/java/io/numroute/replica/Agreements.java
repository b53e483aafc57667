package io.numroute.replica;

import io.numroute.routing.Agreement;
import io.numroute.routing.IspId;
import io.numroute.schemas.avro.AgreementEntry;
import io.numroute.schemas.avro.GrantEntry;
import io.numroute.schemas.avro.PermissionEntry;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Agreements between records and the domain. */
final class Agreements {
  private Agreements() {}

  static Agreement toDomain(AgreementEntry entry) {
    return new Agreement(
        new IspId(entry.getIsp()),
        permissions(entry.getReaches()),
        permissions(entry.getAccepts()),
        entry.getGrants().stream().map(Agreements::grant).toList());
  }

  static AgreementEntry toAvro(Agreement agreement) {
    return new AgreementEntry(
        agreement.isp().value(),
        entries(agreement.reaches()),
        entries(agreement.accepts()),
        agreement.grants().stream().map(Agreements::entry).toList());
  }

  private static List<Agreement.Permission> permissions(List<PermissionEntry> entries) {
    return entries.stream()
        .map(
            entry ->
                new Agreement.Permission(
                    entry.getPermit(),
                    entry.getIsps().stream().map(IspId::new).collect(Collectors.toSet()),
                    Mapping.prefixes(entry.getPrefixes())))
        .toList();
  }

  private static List<PermissionEntry> entries(List<Agreement.Permission> permissions) {
    return permissions.stream()
        .map(
            permission ->
                new PermissionEntry(
                    permission.permit(),
                    Mapping.sorted(permission.isps()),
                    Mapping.texts(permission.prefixes())))
        .toList();
  }

  private static Agreement.Grant grant(GrantEntry entry) {
    return new Agreement.Grant(
        new IspId(entry.getTo()),
        Set.copyOf(entry.getGateways()),
        Mapping.validity(entry.getValidFromMs(), entry.getValidUntilMs()));
  }

  private static GrantEntry entry(Agreement.Grant grant) {
    return new GrantEntry(
        grant.to().value(),
        grant.gateways().stream().sorted().toList(),
        Mapping.fromMs(grant.validity()),
        Mapping.untilMs(grant.validity()));
  }
}
