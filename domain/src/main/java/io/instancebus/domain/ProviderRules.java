package io.instancebus.domain;

import java.util.List;
import java.util.Map;

/**
 * How the instances of a provider type are decided about. An adapter declares where its provider differs from the common
 * rules.
 *
 * @param policy the patience with an account that sets none of its own
 */
public record ProviderRules(LegalActions actions, Policy policy) {
    /** Of a provider that declares nothing: every action, and a cloud's patience. */
    public static final ProviderRules COMMON = new ProviderRules(LegalActions.COMMON, Policy.cloud());

    /** The common rules with other legal actions in these states. */
    public static ProviderRules withActions(Map<InstanceState, List<CommandType>> differences) {
        return new ProviderRules(LegalActions.COMMON.with(differences), COMMON.policy());
    }

    /** The common rules with this patience. */
    public static ProviderRules withPolicy(Policy policy) {
        return new ProviderRules(COMMON.actions(), policy);
    }
}
