package io.instancebus.projector.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The actions of releases up to 0.4.0, which never change, whatever becomes legal later. */
class OlderActionsTest {
    private static final List<String> STATES =
            List.of("START", "PENDING", "RUNNING", "STOPPING", "STOPPED", "ERROR", "FINISH", "UNKNOWN", "");

    @Test
    void mostProvidersAllowedTheSame() {
        assertThat(List.of("sandbox", "ec2", "docker", "vsphere"))
                .allSatisfy(provider -> assertThat(table(provider))
                        .containsExactly(
                                "START []",
                                "PENDING [DESTROY]",
                                "RUNNING [STOP, REBOOT, DESTROY, RUN]",
                                "STOPPING [DESTROY]",
                                "STOPPED [START, DESTROY]",
                                "ERROR [DESTROY]",
                                "FINISH []",
                                "UNKNOWN []",
                                " []"));
    }

    @Test
    void openstackAllowedMoreInError() {
        assertThat(table("openstack"))
                .containsExactly(
                        "START []",
                        "PENDING [DESTROY]",
                        "RUNNING [STOP, REBOOT, DESTROY, RUN]",
                        "STOPPING [DESTROY]",
                        "STOPPED [START, DESTROY]",
                        "ERROR [STOP, REBOOT, DESTROY]",
                        "FINISH []",
                        "UNKNOWN []",
                        " []");
    }

    @Test
    void rackspaceHadNoStop() {
        assertThat(table("rackspace"))
                .containsExactly(
                        "START []",
                        "PENDING [DESTROY]",
                        "RUNNING [REBOOT, DESTROY, RUN]",
                        "STOPPING [DESTROY]",
                        "STOPPED [DESTROY]",
                        "ERROR [DESTROY]",
                        "FINISH []",
                        "UNKNOWN []",
                        " []");
    }

    @Test
    void ofAProviderThatThereWasNotNothingIsLegal() {
        assertThat(Stream.of("", "SANDBOX", "azure").flatMap(provider -> table(provider).stream()))
                .allMatch(line -> line.endsWith(" []"));
    }

    private static List<String> table(String provider) {
        return STATES.stream()
                .map(state -> state + " " + OlderActions.of(provider, state))
                .toList();
    }
}
