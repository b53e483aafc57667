package io.numroute.http;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/**
 * What every Jersey application behind a door has: nothing discovered (which costs two thirds of
 * the throughput), no WADL, bounded bodies, and a problem document for every error.
 */
final class JerseyDefaults {
  /** Jersey warns of every resource that is registered as an instance, and then serves it. */
  private static final Logger PROVIDERS_LOG =
      Logger.getLogger("org.glassfish.jersey.internal.inject.Providers");

  private JerseyDefaults() {}

  static void apply(ResourceConfig application, long maxBodyBytes) {
    PROVIDERS_LOG.setLevel(Level.SEVERE);
    application
        .property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
        .property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true)
        .property(CommonProperties.JSON_PROCESSING_FEATURE_DISABLE, true)
        .property(CommonProperties.MOXY_JSON_FEATURE_DISABLE, true)
        .property(ServerProperties.BV_FEATURE_DISABLE, true)
        .property(ServerProperties.WADL_FEATURE_DISABLE, true)
        .property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true)
        .register(new BodyBounds(maxBodyBytes))
        .register(new ProblemMappers.OfProblems())
        .register(new ProblemMappers.OfJersey())
        .register(new ProblemMappers.OfJson())
        .register(new ProblemMappers.OfTheRest());
  }
}
