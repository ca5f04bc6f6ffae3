package io.sluice.project.security;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/** Keeps the gateway from being put on a network in the clear by mistake. */
@Component
class ListenRule {
  private static final Logger LOG = LoggerFactory.getLogger(ListenRule.class);

  ListenRule(ServerProperties server, GatewaySettings settings) {
    InetAddress address = server.getAddress();
    boolean here = address != null && address.isLoopbackAddress();
    if (here || Ssl.isEnabled(server.getSsl())) {
      return;
    }
    String what =
        "the gateway would listen on "
            + (address == null ? "all addresses" : address.getHostAddress())
            + " without TLS: passwords, tokens and sessions go over the network for everybody on the"
            + " way to read";
    if (!settings.insecureHttp()) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          what
              + "; give it --tls-cert and --tls-key, or --insecure-http when something before it"
              + " does TLS");
    }
    LOG.warn("As --insecure-http says, {}", what.replace("would listen", "listens"));
  }
}
