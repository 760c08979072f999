package io.instancebus.domain;

/** The kinds of command. */
public enum CommandType {
    CREATE,
    START,
    STOP,
    REBOOT,
    DESTROY,
    RUN
}
