package io.instancebus.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.avro.ProviderRulesDeclared;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.ProviderRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RulesMappingTest {
    private final ProviderRulesDeclared declared = declared();

    @Test
    void whatOnlyALaterReleaseKnowsIsLeftOut() {
        Map<String, List<String>> actions = new HashMap<>(declared.getActions());
        actions.put("SUSPENDED", List.of("RESUME", "DESTROY"));
        actions.put("ERROR", List.of("SUSPEND", "DESTROY"));
        declared.setActions(actions);

        assertThat(RulesMapping.fromAvro(declared)).isEqualTo(ProviderRules.COMMON);
    }

    @Test
    void aStateThatIsNotNamedAllowsNothing() {
        declared.setActions(Map.of("RUNNING", List.of("RUN")));

        assertThat(RulesMapping.fromAvro(declared).actions().ever()).containsExactly(CommandType.RUN);
    }

    @Test
    void whatNothingCanBeDecidedByIsRefused() {
        refused(each -> each.getPatience().setFirstLookMillis(0));
        refused(each -> each.getPatience().setForgetAfterMillis(Long.MAX_VALUE));
        refused(each -> each.getPatience().setSettlementMillis(-1));
        refused(each -> each.getPatience().setMaxAttempts(0));
        refused(each -> each.getPatience().setMissesUntilVanished(1_001));
        refused(each -> each.getPatience().setHardLimitMillis(1));
        refused(each -> each.setActions(Map.of("FINISH", List.of("DESTROY"))));
        refused(each -> each.setActions(Map.of("RUNNING", List.of("CREATE"))));
        refused(each -> each.setActions(Map.of("RUNNING", List.of("RUN", "RUN"))));
    }

    private void refused(Consumer<ProviderRulesDeclared> change) {
        ProviderRulesDeclared changed = declared();
        change.accept(changed);
        assertThatThrownBy(() -> RulesMapping.fromAvro(changed)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ProviderRulesDeclared declared() {
        return RulesMapping.toAvro(ProviderRules.COMMON);
    }
}
