package io.instancebus.command;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.UsualRules;
import io.instancebus.command.topology.DecisionRule;
import io.instancebus.domain.Accounts;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Decider;
import io.instancebus.domain.Decision;
import io.instancebus.domain.Input;
import io.instancebus.domain.ProviderType;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides by the accounts that there are now, which may be others from one decision to the next. */
final class CurrentAccounts implements DecisionRule {
    private static final Logger log = LoggerFactory.getLogger(CurrentAccounts.class);

    private volatile List<AccountConfig> accounts;
    private volatile Decider decider;

    private CurrentAccounts(List<AccountConfig> accounts) {
        this.accounts = accounts;
        this.decider = decider(accounts);
    }

    static CurrentAccounts of(List<AccountConfig> accounts) {
        return new CurrentAccounts(accounts);
    }

    /** From now on. */
    void take(List<AccountConfig> changed) {
        if (!changed.equals(accounts)) {
            accounts = changed;
            decider = decider(changed);
            log.atInfo()
                    .addKeyValue(
                            "accounts",
                            changed.stream().map(AccountConfig::name).toList())
                    .log("The accounts have changed");
        }
    }

    Set<ProviderType> providerTypes() {
        return providerTypes(accounts);
    }

    /** Only those that there are accounts of: every topic costs the broker its partitions. */
    static Set<ProviderType> providerTypes(List<AccountConfig> accounts) {
        return accounts.stream().map(AccountConfig::type).collect(Collectors.toSet());
    }

    private static Decider decider(List<AccountConfig> accounts) {
        return new Decider(
                new Accounts(accounts.stream().map(AccountConfig::account).toList(), UsualRules.BY_TYPE));
    }

    @Override
    public Decision decide(@Nullable Aggregate before, Input input, Instant now) {
        return decider.decide(before, input, now);
    }
}
