package io.instancebus.gateway.json;

import java.util.List;

/** A request that is JSON but not a valid command. It contains no given value. */
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

    /** Whether one of the errors is a secret in clear. */
    public boolean secretInClear() {
        return secretInClear;
    }
}
