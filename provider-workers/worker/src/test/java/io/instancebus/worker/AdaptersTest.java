package io.instancebus.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.Secrets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptersTest {
    private final List<ProviderFactory> closed = new ArrayList<>();

    private final class Factory implements ProviderFactory {
        @Override
        public ProviderType type() {
            return ProviderType.DOCKER;
        }

        @Override
        public Provider open(AccountConfig account, Secrets secrets) {
            return new ScriptedProvider();
        }

        @Override
        public void close() {
            closed.add(this);
        }
    }

    @Test
    void eachTypeHasItsAdapterUntilTheyAreClosed() {
        Factory docker = new Factory();
        try (Adapters adapters = Adapters.of(List.of(docker))) {
            assertThat(adapters.factories()).containsOnlyKeys(ProviderType.DOCKER);
            assertThat(closed).isEmpty();
        }
        assertThat(closed).containsExactly(docker);
    }

    @Test
    void twoAdaptersOfOneTypeAreAnErrorThatNamesBoth() {
        Factory one = new Factory();
        Factory another = new Factory();
        assertThatThrownBy(() -> Adapters.of(List.of(one, another)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two adapters for docker")
                .hasMessageContaining(Factory.class.getName());
        assertThat(closed).containsExactlyInAnyOrder(one, another);
    }
}
