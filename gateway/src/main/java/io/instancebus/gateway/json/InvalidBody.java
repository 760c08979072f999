package io.instancebus.gateway.json;

import java.util.List;

/** A request that can be read but is no command. It holds no value that was given. */
public final class InvalidBody extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<FieldError> errors;
    private final boolean secretInClear;

    InvalidBody(List<FieldError> errors, boolean secretInClear) {
        super("invalid request body", null, false, false);
        this.errors = List.copyOf(errors);
        this.secretInClear = secretInClear;
    }

    public List<FieldError> errors() {
        return errors;
    }

    /** Whether one of the errors is a secret that stands in clear text. */
    public boolean secretInClear() {
        return secretInClear;
    }
}
