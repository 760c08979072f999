package io.instancebus.domain;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The accounts that exist, by name. */
public final class Accounts {
    private final Map<String, Account> byName = new TreeMap<>();

    public Accounts(Collection<Account> accounts) {
        accounts.forEach(account -> byName.put(account.name(), account));
    }

    public Optional<Account> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The policy of the instance's account; where that is gone, the usual one of its provider. */
    Policy policyOf(Instance instance) {
        return find(instance.account()).map(Account::policy).orElseGet(() -> Policy.of(instance.providerType()));
    }

    public Collection<String> names() {
        return byName.keySet();
    }
}
