package io.instancebus.accounts;

import static io.instancebus.domain.CommandType.DESTROY;
import static io.instancebus.domain.CommandType.REBOOT;
import static io.instancebus.domain.CommandType.RUN;
import static io.instancebus.domain.CommandType.STOP;

import io.instancebus.domain.InstanceState;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import java.util.List;
import java.util.Map;

/** The rules of the provider types that differ from the common ones. */
public final class UsualRules {
    public static final Map<ProviderType, ProviderRules> BY_TYPE = Map.of(
            ProviderType.SANDBOX,
            ProviderRules.withPolicy(Policy.sandbox()),
            // No stop keeps the server, so there is no start; a server that is found stopped can only be destroyed.
            ProviderType.RACKSPACE,
            ProviderRules.withActions(Map.of(
                    InstanceState.RUNNING, List.of(REBOOT, DESTROY, RUN), InstanceState.STOPPED, List.of(DESTROY))),
            // A server in ERROR can often be brought back by a hard reboot.
            ProviderType.OPENSTACK,
            ProviderRules.withActions(Map.of(InstanceState.ERROR, List.of(STOP, REBOOT, DESTROY))));

    private UsualRules() {}

    static ProviderRules of(ProviderType type) {
        return BY_TYPE.getOrDefault(type, ProviderRules.COMMON);
    }
}
