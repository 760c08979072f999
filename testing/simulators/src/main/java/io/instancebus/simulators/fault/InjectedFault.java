package io.instancebus.simulators.fault;

import java.time.Duration;
import java.util.Map;

/** A fault of one request to a simulated cloud. */
public sealed interface InjectedFault {
    /** Whether the request is carried out before the fault. */
    boolean executed();

    /** Returns another answer. Each simulator makes its cloud's own errors. */
    record Answered(boolean executed, int status, Map<String, String> headers, String body) implements InjectedFault {
        public Answered {
            headers = Map.copyOf(headers);
        }
    }

    /** Ends the connection without an answer. */
    record Cut(boolean executed) implements InjectedFault {}

    /** Sends no answer, and keeps the connection open until the simulator recovers or is closed. */
    record Mute(boolean executed) implements InjectedFault {}

    /** Carries the request out and answers it after this time, or earlier if the simulator recovers. */
    record Delayed(Duration time) implements InjectedFault {
        @Override
        public boolean executed() {
            return false;
        }
    }

    /** A page that a proxy before the cloud answers. */
    static InjectedFault page(int status, String html, boolean executed) {
        return new Answered(executed, status, Map.of(), html);
    }
}
