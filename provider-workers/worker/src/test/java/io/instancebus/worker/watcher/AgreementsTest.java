package io.instancebus.worker.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.KnownInstance;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgreementsTest {
    private static final Sighting RUNNING = Sighting.of(SightingState.RUNNING);
    private static final Sighting STOPPED = Sighting.of(SightingState.STOPPED);

    private final Agreements agreements = new Agreements();

    @Test
    void anotherSightingOfAnInstanceThatAgreedIsCompared() {
        KnownInstance known = known(InstanceState.RUNNING);

        assertThat(agreements.agree(known, RUNNING)).isTrue();
        assertThat(agreements.agree(known, STOPPED)).isFalse();
        assertThat(agreements.agree(known, STOPPED)).isFalse();
        assertThat(agreements.agree(known, RUNNING)).isTrue();
    }

    @Test
    void theSameSightingIsComparedWhenTheBusKnowsAnotherState() {
        assertThat(agreements.agree(known(InstanceState.RUNNING), RUNNING)).isTrue();
        assertThat(agreements.agree(known(InstanceState.STOPPED), RUNNING)).isFalse();
    }

    @Test
    void whatIsForgottenIsComparedAgain() {
        KnownInstance known = known(InstanceState.RUNNING);
        assertThat(agreements.agree(known, RUNNING)).isTrue();

        agreements.keepOnly(Set.of());

        assertThat(agreements.agree(known, RUNNING)).isTrue();
        assertThat(agreements.agree(known, STOPPED)).isFalse();
    }

    private static KnownInstance known(InstanceState state) {
        return new KnownInstance(
                new InstanceId("one"),
                "lab",
                state,
                InstanceDetails.builder("img1").nativeId("i-1").build(),
                false,
                false,
                1);
    }
}
