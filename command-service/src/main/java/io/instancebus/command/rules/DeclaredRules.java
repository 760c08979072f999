package io.instancebus.command.rules;

import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The latest rules that the workers declared for each account. The declarations of an account are ordered by its
 * partition. If several accounts declare rules for the same type, the latest declaration by the workers' clocks
 * applies. Not thread-safe.
 */
final class DeclaredRules {
    /** The maximum number of accounts, more than any bus has. */
    static final int MOST = 10_000;

    private record Declared(ProviderType type, ProviderRules rules, Instant at) {}

    private final Map<String, Declared> byAccount = new HashMap<>();

    /** @return false if the number of accounts is at its maximum */
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

    /** The rules of each type; they do not depend on the order in which the accounts arrived. */
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
