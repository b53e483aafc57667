package io.numroute.routing;

/** What somebody asks of the directory. {@link Directory#apply} decides it. */
public sealed interface DirectoryCommand {
  /**
   * Key of the entity it concerns: {@code isp/acme}, {@code gateway/acme/gw1}, {@code block/4471}.
   */
  String entity();

  /** Admit an ISP, or change what is known of it. */
  record PutIsp(Isp isp) implements DirectoryCommand {
    @Override
    public String entity() {
      return "isp/" + isp.id();
    }
  }

  /** Take an ISP out; it must hold no block and own no gateway any more. */
  record DeleteIsp(IspId id) implements DirectoryCommand {
    @Override
    public String entity() {
      return "isp/" + id;
    }
  }

  /** Open or change a gateway. */
  record PutGateway(Gateway gateway) implements DirectoryCommand {
    @Override
    public String entity() {
      return "gateway/" + gateway.id();
    }
  }

  /** Take a gateway out. */
  record DeleteGateway(GatewayId id) implements DirectoryCommand {
    @Override
    public String entity() {
      return "gateway/" + id;
    }
  }

  /** Give a block, delegate a part of one's own, or change what was given. */
  record PutBlock(Block block) implements DirectoryCommand {
    @Override
    public String entity() {
      return "block/" + block.prefix();
    }
  }

  /** Take a block back, or give it back. */
  record DeleteBlock(Prefix prefix) implements DirectoryCommand {
    @Override
    public String entity() {
      return "block/" + prefix;
    }
  }

  /** Publish or change a routing profile. */
  record PutProfile(RoutingProfile profile) implements DirectoryCommand {
    @Override
    public String entity() {
      return "profile/" + profile.id();
    }
  }

  /** Take a profile out. */
  record DeleteProfile(ProfileId id) implements DirectoryCommand {
    @Override
    public String entity() {
      return "profile/" + id;
    }
  }

  /** Publish or change what an ISP has agreed with others. */
  record PutAgreement(Agreement agreement) implements DirectoryCommand {
    @Override
    public String entity() {
      return "agreement/" + agreement.isp();
    }
  }

  /** Take an agreement out. */
  record DeleteAgreement(IspId isp) implements DirectoryCommand {
    @Override
    public String entity() {
      return "agreement/" + isp;
    }
  }
}
