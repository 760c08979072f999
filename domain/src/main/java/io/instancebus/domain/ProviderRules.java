package io.instancebus.domain;

import java.util.List;
import java.util.Map;

/**
 * The rules by which the decider decides about instances of a provider type. An adapter declares where its provider
 * differs from the common rules.
 *
 * @param policy the policy of accounts that set none of their own
 */
public record ProviderRules(LegalActions actions, Policy policy) {
    /** The rules of a provider that declares none: every action, and the policy of a cloud. */
    public static final ProviderRules COMMON = new ProviderRules(LegalActions.COMMON, Policy.cloud());

    /** The common rules with other legal actions in these states. */
    public static ProviderRules withActions(Map<InstanceState, List<CommandType>> differences) {
        return new ProviderRules(LegalActions.COMMON.with(differences), COMMON.policy());
    }

    /** The common rules with this policy. */
    public static ProviderRules withPolicy(Policy policy) {
        return new ProviderRules(COMMON.actions(), policy);
    }
}
