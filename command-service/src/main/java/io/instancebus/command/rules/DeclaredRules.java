package io.instancebus.command.rules;

import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What the workers declared last, each by one of its accounts. An account's declarations come in the order of its
 * partition; among accounts the latest by the workers' clocks counts for their type. One thread's.
 */
final class DeclaredRules {
    /** Of different accounts: more than any bus has. */
    static final int MOST = 10_000;

    private record Declared(ProviderType type, ProviderRules rules, Instant at) {}

    private final Map<String, Declared> byAccount = new HashMap<>();

    /** @return whether it was taken: there is a bound to the number of accounts */
    boolean take(String account, ProviderType type, ProviderRules rules, Instant at) {
        if (byAccount.size() >= MOST && !byAccount.containsKey(account)) {
            return false;
        }
        byAccount.put(account, new Declared(type, rules, at));
        return true;
    }

    void remove(String account) {
        byAccount.remove(account);
    }

    void clear() {
        byAccount.clear();
    }

    /** The same whatever the order in which the accounts came. */
    Map<ProviderType, ProviderRules> byType() {
        Map<ProviderType, Map.Entry<String, Declared>> latest = new HashMap<>();
        byAccount.entrySet().forEach(each -> latest.merge(each.getValue().type(), each, DeclaredRules::later));
        Map<ProviderType, ProviderRules> rules = new HashMap<>();
        latest.forEach((type, each) -> rules.put(type, each.getValue().rules()));
        return Map.copyOf(rules);
    }

    private static Map.Entry<String, Declared> later(
            Map.Entry<String, Declared> one, Map.Entry<String, Declared> other) {
        int byTime = one.getValue().at().compareTo(other.getValue().at());
        int order = byTime != 0 ? byTime : one.getKey().compareTo(other.getKey());
        return order > 0 ? one : other;
    }
}
