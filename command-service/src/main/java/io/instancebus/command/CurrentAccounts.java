package io.instancebus.command;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.command.topology.DecisionRule;
import io.instancebus.domain.Accounts;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Decider;
import io.instancebus.domain.Decision;
import io.instancebus.domain.Input;
import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides with the current accounts and rules, which may change between two decisions. */
final class CurrentAccounts implements DecisionRule {
    private static final Logger log = LoggerFactory.getLogger(CurrentAccounts.class);

    private List<AccountConfig> accounts;
    private Map<ProviderType, ProviderRules> rules = Map.of();
    private volatile Decider decider;

    private CurrentAccounts(List<AccountConfig> accounts) {
        this.accounts = accounts;
        this.decider = decider();
    }

    static CurrentAccounts of(List<AccountConfig> accounts) {
        return new CurrentAccounts(accounts);
    }

    /** Replaces the accounts. */
    synchronized void take(List<AccountConfig> changed) {
        if (!changed.equals(accounts)) {
            accounts = changed;
            decider = decider();
            log.atInfo()
                    .addKeyValue(
                            "accounts",
                            changed.stream().map(AccountConfig::name).toList())
                    .log("The accounts have changed");
        }
    }

    /** Replaces the rules that differ from the common ones. */
    synchronized void takeRules(Map<ProviderType, ProviderRules> declared) {
        rules = declared;
        decider = decider();
        log.atInfo()
                .addKeyValue("providerTypes", new TreeSet<>(declared.keySet()))
                .log("Provider types have declared their rules");
    }

    private Decider decider() {
        return new Decider(new Accounts(
                accounts.stream()
                        .map(account -> account.account(rules.getOrDefault(account.type(), ProviderRules.COMMON)
                                .policy()))
                        .toList(),
                rules));
    }

    synchronized Set<ProviderType> providerTypes() {
        return providerTypes(accounts);
    }

    /** The types that have accounts. Other types get no topic, because each topic costs the broker its partitions. */
    static Set<ProviderType> providerTypes(List<AccountConfig> accounts) {
        return accounts.stream().map(AccountConfig::type).collect(Collectors.toSet());
    }

    @Override
    public Decision decide(@Nullable Aggregate before, Input input, Instant now) {
        return decider.decide(before, input, now);
    }
}
