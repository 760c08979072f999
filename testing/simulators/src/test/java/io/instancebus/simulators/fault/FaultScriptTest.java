package io.instancebus.simulators.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultScriptTest {
    private static final InjectedFault CUT = new InjectedFault.Cut(false);
    private static final InjectedFault MUTE = new InjectedFault.Mute(false);

    private final FaultScript script = new FaultScript();

    private Optional<InjectedFault> next(String call, String request) {
        return script.next(call, request::contains);
    }

    @Test
    void aFaultComesAsOftenAsItWasAskedForAndThenTheNextOne() {
        script.add("create", "", 2, CUT);
        script.add("create", "", 1, MUTE);

        assertThat(next("create", "a")).contains(CUT);
        assertThat(next("create", "b")).contains(CUT);
        assertThat(next("create", "c")).contains(MUTE);
        assertThat(next("create", "d")).isEmpty();
    }

    @Test
    void otherRequestsDoNotMeetIt() {
        script.add("create", "key-1", 1, CUT);

        assertThat(next("delete", "key-1")).isEmpty();
        assertThat(next("create", "key-2")).isEmpty();
        assertThat(next("create", "with key-1 in it")).contains(CUT);
    }

    @Test
    void aStarIsAnyRequest() {
        script.add("*", "", 1, CUT);

        assertThat(next("whatever", "it is")).contains(CUT);
    }

    @Test
    void nothingComesAfterItWasCleared() {
        script.add("*", "", 9, CUT);
        script.clear();

        assertThat(next("create", "")).isEmpty();
    }
}
