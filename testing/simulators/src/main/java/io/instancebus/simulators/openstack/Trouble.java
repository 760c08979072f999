package io.instancebus.simulators.openstack;

import java.util.Map;

/** What comes of one request instead of its answer. */
public sealed interface Trouble {
    /** Whether the request is carried out all the same. */
    boolean carriedOut();

    /** The connection ends. */
    record Reset(boolean carriedOut) implements Trouble {}

    /** No answer, until the simulator is closed or its outage ended. */
    record Hang(boolean carriedOut) implements Trouble {}

    /** It is put aside, and carried out and answered when the outage ends. */
    record Held() implements Trouble {
        @Override
        public boolean carriedOut() {
            return false;
        }
    }

    /** Another answer. */
    record Answered(boolean carriedOut, int status, Map<String, String> headers, String body) implements Trouble {}

    static Trouble refusal(int status, String code, String message) {
        return new Answered(
                false, status, Map.of(), Answer.problem(status, code, message).body());
    }
}
