package com.example.processes;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.Secrets;
import java.util.List;
import java.util.Map;

/** Opens accounts of type {@code processes}. */
public final class ProcessesFactory implements ProviderFactory {
    static final ProviderType TYPE = new ProviderType("processes");

    @Override
    public ProviderType type() {
        return TYPE;
    }

    /** Without runs: a process has no SSH server of its own, so a run would log in to the machine. */
    @Override
    public ProviderRules rules() {
        return ProviderRules.withActions(
                Map.of(InstanceState.RUNNING, List.of(CommandType.STOP, CommandType.REBOOT, CommandType.DESTROY)));
    }

    @Override
    public Provider open(AccountConfig account, Secrets secrets) {
        return new ProcessesProvider(ProcessesConfig.read(account.settings()));
    }
}
