package io.instancebus.domain;

/** The actions on an existing instance, apart from running a command on it. */
public enum Action {
    START,
    STOP,
    REBOOT,
    DESTROY;

    public CommandType commandType() {
        return switch (this) {
            case START -> CommandType.START;
            case STOP -> CommandType.STOP;
            case REBOOT -> CommandType.REBOOT;
            case DESTROY -> CommandType.DESTROY;
        };
    }
}
