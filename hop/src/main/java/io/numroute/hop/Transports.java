package io.numroute.hop;

import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;

/** The one way in which both sides set up TCP: few daemon threads that do everything themselves. */
final class Transports {
  private Transports() {}

  static TCPNIOTransport tcp(String name, int threads) {
    ThreadPoolConfig pool =
        ThreadPoolConfig.defaultConfig()
            .setPoolName(name)
            .setCorePoolSize(threads)
            .setMaxPoolSize(threads)
            .setDaemon(true);
    TCPNIOTransport transport =
        TCPNIOTransportBuilder.newInstance()
            .setName(name)
            .setIOStrategy(SameThreadIOStrategy.getInstance())
            .setSelectorThreadPoolConfig(pool)
            .setReuseAddress(true)
            .setTcpNoDelay(true)
            .build();
    transport.setSelectorRunnersCount(threads);
    return transport;
  }
}
