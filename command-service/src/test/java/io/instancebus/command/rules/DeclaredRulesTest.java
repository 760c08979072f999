package io.instancebus.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.CommandType;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeclaredRulesTest {
    private static final ProviderType NIMBUS = new ProviderType("nimbus");
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final ProviderRules OLD = ProviderRules.withPolicy(Policy.sandbox());
    private static final ProviderRules NEW =
            ProviderRules.withActions(Map.of(InstanceState.RUNNING, List.of(CommandType.RUN)));

    private final DeclaredRules declared = new DeclaredRules();

    @Test
    void theLatestOfATypeCountsInWhateverOrderThePartitionsAreRead() {
        declared.take("a", NIMBUS, NEW, THEN.plusSeconds(1));
        declared.take("b", NIMBUS, OLD, THEN);
        assertThat(declared.byType()).isEqualTo(Map.of(NIMBUS, NEW));

        declared.clear();
        declared.take("b", NIMBUS, OLD, THEN);
        declared.take("a", NIMBUS, NEW, THEN.plusSeconds(1));
        assertThat(declared.byType()).isEqualTo(Map.of(NIMBUS, NEW));
    }

    @Test
    void ofOneTimeTheAccountsNameDecides() {
        declared.take("a", NIMBUS, OLD, THEN);
        declared.take("b", NIMBUS, NEW, THEN);
        assertThat(declared.byType()).isEqualTo(Map.of(NIMBUS, NEW));

        declared.clear();
        declared.take("b", NIMBUS, NEW, THEN);
        declared.take("a", NIMBUS, OLD, THEN);
        assertThat(declared.byType()).isEqualTo(Map.of(NIMBUS, NEW));
    }

    /** A worker whose clock was ahead declares its rules again, with its clock set right. */
    @Test
    void whatAnAccountDeclaresTakesThePlaceOfWhatItDeclaredBefore() {
        declared.take("a", NIMBUS, OLD, THEN.plusSeconds(1_000_000));
        declared.take("a", NIMBUS, NEW, THEN);

        assertThat(declared.byType()).isEqualTo(Map.of(NIMBUS, NEW));
    }

    @Test
    void anAccountThatIsOfAnotherTypeNowDeclaresNothingForItsType() {
        declared.take("a", NIMBUS, OLD, THEN);
        declared.take("a", ProviderType.DOCKER, NEW, THEN);
        assertThat(declared.byType()).isEqualTo(Map.of(ProviderType.DOCKER, NEW));

        declared.remove("a");
        assertThat(declared.byType()).isEmpty();
    }

    @Test
    void theNumberOfAccountsIsBoundedAndKnownOnesGoOn() {
        for (int i = 0; i < DeclaredRules.MOST; i++) {
            assertThat(declared.take("a" + i, NIMBUS, OLD, THEN)).isTrue();
        }
        assertThat(declared.take("more", NIMBUS, OLD, THEN)).isFalse();
        assertThat(declared.take("a0", NIMBUS, NEW, THEN.plusSeconds(1))).isTrue();
        assertThat(declared.byType()).isEqualTo(Map.of(NIMBUS, NEW));
    }
}
