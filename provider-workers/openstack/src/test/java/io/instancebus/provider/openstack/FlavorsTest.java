package io.instancebus.provider.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.Catalogue.Profile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlavorsTest {
    private final Flavors flavors = new Flavors();

    @Test
    void aNameIsKnownByTheCatalogueThatWasReadLast() {
        assertThat(flavors.id(setup(null, "small"))).isNull();

        flavors.learn(List.of(flavor("1", "small"), flavor("2", "large")));
        assertThat(flavors.id(setup(null, "small"))).isEqualTo("1");

        flavors.learn(List.of(flavor("3", "small")));
        assertThat(flavors.id(setup(null, "small"))).isEqualTo("3");
        assertThat(flavors.id(setup(null, "large"))).isNull();
    }

    @Test
    void anIdThatNovaShowsIsTakenAndANameThatTwoHaveSaysNothing() {
        flavors.learn(List.of(flavor("1", "small"), flavor("2", "small")));

        assertThat(flavors.id(setup("7", null))).isEqualTo("7");
        assertThat(flavors.id(setup(null, "small"))).isNull();
        assertThat(flavors.id(setup(null, null))).isNull();
    }

    private static Profile flavor(String id, String name) {
        return new Profile(id, name, Map.of());
    }

    private static Server.Setup setup(@Nullable String flavor, @Nullable String name) {
        return new Server.Setup(null, null, null, flavor, name, null, List.of());
    }
}
