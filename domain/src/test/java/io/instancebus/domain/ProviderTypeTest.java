package io.instancebus.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTypeTest {
    @ParameterizedTest
    @ValueSource(strings = {"x", "ec2", "proxmox", "a-b-", "a123456789012345678901234567890123456789"})
    void anyNameIsAType(String name) {
        assertThat(new ProviderType(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "EC2",
                "2ec",
                "-a",
                "a_b",
                "a.b",
                "a/b",
                "a b",
                "ä",
                "a\n",
                "a12345678901234567890123456789012345678901"
            })
    void whatCannotBePartOfATopicsNameOrIsNotOneWayToWriteItIsNone(String name) {
        assertThat(ProviderType.isName(name)).isFalse();
        assertThatThrownBy(() -> new ProviderType(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no name of a provider type");
    }

    @Test
    void whatIsFinalOrUnbornAllowsNothingAndAnActionStandsOnce() {
        for (Map<InstanceState, List<CommandType>> bad : List.<Map<InstanceState, List<CommandType>>>of(
                Map.of(InstanceState.FINISH, List.of(CommandType.DESTROY)),
                Map.of(InstanceState.START, List.of(CommandType.RUN)),
                Map.of(InstanceState.RUNNING, List.of(CommandType.CREATE)),
                Map.of(InstanceState.RUNNING, List.of(CommandType.STOP, CommandType.STOP)))) {
            assertThatThrownBy(() -> LegalActions.COMMON.with(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
