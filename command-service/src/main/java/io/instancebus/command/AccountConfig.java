package io.instancebus.command;

import io.instancebus.domain.Account;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderType;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An account that commands may name.
 *
 * @param provider sandbox, ec2, openstack, rackspace, docker or vsphere
 * @param policy what differs from the provider's policy, by the names of {@link Policy}: durations as 250ms, 30s, 5m,
 *     24h or in ISO 8601, and the counts maxAttempts and missesUntilVanished
 */
public record AccountConfig(
        String name, String provider, @Nullable Map<String, String> policy) {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Set<String> NAMES = Set.of(
            "submitWindow",
            "lockAndSkew",
            "stallAfter",
            "noProgressLimit",
            "hardLimit",
            "settlement",
            "maxAttempts",
            "firstLook",
            "longestLook",
            "missesUntilVanished",
            "forgetAfter");

    public AccountConfig {
        if (name == null || !name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "accounts: name must be 1 to 64 letters, digits, dots, underscores and hyphens: " + name);
        }
        if (provider == null) {
            throw new IllegalArgumentException("accounts: provider of account " + name + " is missing");
        }
        policy = policy == null ? Map.of() : Map.copyOf(policy);
        for (String key : new TreeMap<>(policy).keySet()) {
            if (!NAMES.contains(key)) {
                throw new IllegalArgumentException("accounts: policy of account " + name + " has no \"" + key
                        + "\"; there are " + String.join(", ", new java.util.TreeSet<>(NAMES)));
            }
        }
        account(name, provider, policy);
    }

    /** As the decider sees it. */
    public Account account() {
        return account(name, provider, policy == null ? Map.of() : policy);
    }

    private static Account account(String name, String provider, Map<String, String> policy) {
        ProviderType type = ProviderType.of(provider);
        Settings settings = new Settings(name, policy);
        Policy usual = Policy.of(type);
        return new Account(
                name,
                type,
                new Policy(
                        settings.duration("submitWindow", usual.submitWindow()),
                        settings.duration("lockAndSkew", usual.lockAndSkew()),
                        settings.duration("stallAfter", usual.stallAfter()),
                        settings.duration("noProgressLimit", usual.noProgressLimit()),
                        settings.duration("hardLimit", usual.hardLimit()),
                        settings.duration("settlement", usual.settlement()),
                        settings.count("maxAttempts", usual.maxAttempts()),
                        settings.duration("firstLook", usual.firstLook()),
                        settings.duration("longestLook", usual.longestLook()),
                        settings.count("missesUntilVanished", usual.missesUntilVanished()),
                        settings.duration("forgetAfter", usual.forgetAfter())));
    }

    private record Settings(String account, Map<String, String> values) {
        Duration duration(String key, Duration usual) {
            String text = values.get(key);
            return text == null ? usual : parse(key, text.trim());
        }

        private Duration parse(String key, String text) {
            Matcher matcher = SHORT.matcher(text);
            if (matcher.matches()) {
                long number = Long.parseLong(matcher.group(1));
                return switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                };
            }
            try {
                return Duration.parse(text.toUpperCase(Locale.ROOT));
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "accounts: " + key + " of account " + account + " is no duration: \"" + text
                                + "\"; write 250ms, 30s, 5m, 24h or PT30S",
                        e);
            }
        }

        int count(String key, int usual) {
            String text = values.get(key);
            try {
                return text == null ? usual : Integer.parseInt(text.trim());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "accounts: " + key + " of account " + account + " is no whole number: \"" + text + "\"", e);
            }
        }
    }
}
