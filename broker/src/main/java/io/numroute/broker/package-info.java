/**
 * A real Kafka broker inside this JVM, for the demo and for tests: KRaft, one node that is broker
 * and controller, from the jars of Maven Central. Any Kafka client can use it; what it lacks is a
 * second broker, so nobody should trust it with data they need.
 */
@NullMarked
package io.numroute.broker;

import org.jspecify.annotations.NullMarked;
