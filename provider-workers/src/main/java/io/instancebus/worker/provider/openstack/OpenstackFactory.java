package io.instancebus.worker.provider.openstack;

import static io.instancebus.domain.CommandType.DESTROY;
import static io.instancebus.domain.CommandType.REBOOT;
import static io.instancebus.domain.CommandType.RUN;
import static io.instancebus.domain.CommandType.STOP;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.ProviderRules;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderFactory;
import io.instancebus.worker.provider.Secrets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Opens accounts with an OpenStack or with Rackspace. */
public record OpenstackFactory(Secrets secrets, ProviderRules rules) implements ProviderFactory {
    /** A server in ERROR can often be brought back by a hard reboot. */
    public static final ProviderRules OPENSTACK =
            ProviderRules.withActions(Map.of(InstanceState.ERROR, List.of(STOP, REBOOT, DESTROY)));

    /** No stop keeps the server, so there is no start; a server that is found stopped can only be destroyed. */
    public static final ProviderRules RACKSPACE = ProviderRules.withActions(
            Map.of(InstanceState.RUNNING, List.of(REBOOT, DESTROY, RUN), InstanceState.STOPPED, List.of(DESTROY)));

    @Override
    public Provider open(AccountConfig account) {
        OpenstackConfig config = OpenstackSettings.read(account.type(), account.settings(), account.providerTimeout());
        String field = config.type().label() + "'s secret";
        return new OpenstackProvider(
                config, secrets.source(config.login().secretReference(), field), Clock.systemUTC());
    }
}
