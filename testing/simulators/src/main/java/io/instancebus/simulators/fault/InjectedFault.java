package io.instancebus.simulators.fault;

import java.time.Duration;
import java.util.Map;

/** What goes wrong with one request to a simulated cloud. */
public sealed interface InjectedFault {
    /** Whether the request is carried out before that. */
    boolean executed();

    /** Another answer. An error in the words of a cloud is made by its simulator. */
    record Answered(boolean executed, int status, Map<String, String> headers, String body) implements InjectedFault {
        public Answered {
            headers = Map.copyOf(headers);
        }
    }

    /** The connection ends without an answer. */
    record Cut(boolean executed) implements InjectedFault {}

    /** No answer comes, and the connection stays open until the simulator recovers or is closed. */
    record Mute(boolean executed) implements InjectedFault {}

    /** It is carried out and answered after this time, or earlier when the simulator recovers. */
    record Delayed(Duration time) implements InjectedFault {
        @Override
        public boolean executed() {
            return false;
        }
    }

    /** A page that the cloud did not write, as a proxy between may answer. */
    static InjectedFault page(int status, String html, boolean executed) {
        return new Answered(executed, status, Map.of(), html);
    }
}
