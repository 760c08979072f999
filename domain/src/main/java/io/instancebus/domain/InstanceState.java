package io.instancebus.domain;

/** The states of an instance, as Apache Deltacloud named them. */
public enum InstanceState {
    START,
    PENDING,
    RUNNING,
    STOPPING,
    STOPPED,
    FINISH,
    ERROR;

    /**
     * Whether an instance may go from this state to that one. START is left only for PENDING, and FINISH is final. All
     * other changes are legal, because others act on instances too.
     */
    public boolean mayBecome(InstanceState next) {
        return switch (this) {
            case START -> next == PENDING;
            case FINISH -> false;
            case PENDING, RUNNING, STOPPING, STOPPED, ERROR -> next != START && next != this;
        };
    }
}
