package io.instancebus.mapping;

import io.instancebus.avro.Patience;
import io.instancebus.avro.ProviderRulesDeclared;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.LegalActions;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderRules;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Maps the rules that a provider's adapter declares. */
public final class RulesMapping {
    private static final long LONGEST_MILLIS = Duration.ofDays(366).toMillis();
    private static final int MOST = 1_000;

    private RulesMapping() {}

    static ProviderRulesDeclared toAvro(ProviderRules rules) {
        Policy policy = rules.policy();
        return new ProviderRulesDeclared(
                rules.actions().byState().entrySet().stream()
                        .collect(Collectors.toMap(
                                state -> state.getKey().name(), state -> SnapshotMapping.names(state.getValue()))),
                new Patience(
                        policy.submitWindow().toMillis(),
                        policy.lockAndSkew().toMillis(),
                        policy.stallAfter().toMillis(),
                        policy.noProgressLimit().toMillis(),
                        policy.hardLimit().toMillis(),
                        policy.settlement().toMillis(),
                        policy.maxAttempts(),
                        policy.firstLook().toMillis(),
                        policy.longestLook().toMillis(),
                        policy.missesUntilVanished(),
                        policy.forgetAfter().toMillis()));
    }

    /**
     * Checks that rules can be published.
     *
     * @throws IllegalArgumentException if a time or a count has a value that no reader accepts
     */
    public static void requirePublishable(ProviderRules rules) {
        ProviderRules unused = fromAvro(toAvro(rules));
    }

    /**
     * Reads the rules, without states and actions that only a later release knows.
     *
     * @throws IllegalArgumentException if the rules are invalid
     */
    public static ProviderRules fromAvro(ProviderRulesDeclared avro) {
        Map<InstanceState, List<CommandType>> actions = new EnumMap<>(InstanceState.class);
        for (InstanceState state : InstanceState.values()) {
            actions.put(state, actions(avro.getActions().getOrDefault(state.name(), List.of())));
        }
        Patience patience = avro.getPatience();
        return new ProviderRules(
                new LegalActions(actions),
                new Policy(
                        time(patience.getSubmitWindowMillis()),
                        time(patience.getLockAndSkewMillis()),
                        time(patience.getStallAfterMillis()),
                        time(patience.getNoProgressLimitMillis()),
                        time(patience.getHardLimitMillis()),
                        time(patience.getSettlementMillis()),
                        count(patience.getMaxAttempts()),
                        time(patience.getFirstLookMillis()),
                        time(patience.getLongestLookMillis()),
                        count(patience.getMissesUntilVanished()),
                        time(patience.getForgetAfterMillis())));
    }

    private static List<CommandType> actions(List<String> names) {
        return names.stream()
                .flatMap(name -> Arrays.stream(CommandType.values())
                        .filter(type -> type.name().equals(name)))
                .toList();
    }

    private static Duration time(long millis) {
        if (millis < 1 || millis > LONGEST_MILLIS) {
            throw new IllegalArgumentException("a time of a patience is 1 ms to 366 days, and not " + millis + " ms");
        }
        return Duration.ofMillis(millis);
    }

    private static int count(int number) {
        if (number < 1 || number > MOST) {
            throw new IllegalArgumentException("a count of a patience is 1 to " + MOST + ", and not " + number);
        }
        return number;
    }
}
