package io.numroute.cli;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.Settings;
import io.numroute.schemas.TopicCatalogue;

/** What the configuration files of all roles have in common. */
record RoleSettings(KafkaSettings kafka, AvroFraming framing, TopicCatalogue catalogue) {
  static RoleSettings of(Settings settings) {
    return new RoleSettings(
        KafkaSettings.of(settings), AvroFraming.of(settings), TopicCatalogue.of(settings));
  }
}
