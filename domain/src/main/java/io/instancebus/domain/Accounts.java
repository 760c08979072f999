package io.instancebus.domain;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The accounts that exist, by name, and the rules of their providers. */
public final class Accounts {
    private final Map<String, Account> byName = new TreeMap<>();
    private final Map<ProviderType, ProviderRules> declared;

    /**
     * @param declared the rules of the provider types whose adapters declare some; the common rules apply to the others
     */
    public Accounts(Collection<Account> accounts, Map<ProviderType, ProviderRules> declared) {
        accounts.forEach(account -> byName.put(account.name(), account));
        this.declared = Map.copyOf(declared);
    }

    /** With the common rules for every provider type. */
    public Accounts(Collection<Account> accounts) {
        this(accounts, Map.of());
    }

    public Optional<Account> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The rules for the instances of an account; if the account was removed, the default policy of the type applies.
     */
    ProviderRules rulesOf(String account, ProviderType type) {
        ProviderRules rules = declared.getOrDefault(type, ProviderRules.COMMON);
        return find(account)
                .map(known -> new ProviderRules(rules.actions(), known.policy()))
                .orElse(rules);
    }

    ProviderRules rulesOf(Instance instance) {
        return rulesOf(instance.account(), instance.providerType());
    }

    public Collection<String> names() {
        return byName.keySet();
    }
}
