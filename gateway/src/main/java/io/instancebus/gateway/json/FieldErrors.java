package io.instancebus.gateway.json;

import io.instancebus.domain.InvalidCommand;
import io.instancebus.domain.RejectionCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects the errors of a request, so that one response names them all. */
final class FieldErrors {
    private static final int MOST = 20;
    static final String HOW_TO_PROTECT = "is a secret in clear text, which is never accepted: give {\"sealed\": …},"
            + " sealed to a key of GET /v1/sealing-keys, or {\"reference\": \"file:NAME\"}";

    private final List<FieldError> errors = new ArrayList<>();
    private boolean secretInClear;

    void add(String field, String message) {
        if (errors.size() < MOST) {
            errors.add(new FieldError(field, message));
        }
    }

    void secretInClear(String field) {
        secretInClear = true;
        add(field, HOW_TO_PROTECT);
    }

    /** Constructs a domain object from the fields at the path. If its constructor refuses them, that is an error. */
    <T> @Nullable T make(String path, List<String> fields, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (InvalidCommand refused) {
            refuse(path, fields, refused);
            return null;
        }
    }

    void throwIfAny() {
        if (!errors.isEmpty()) {
            throw new InvalidBody(errors, secretInClear);
        }
    }

    private void refuse(String path, List<String> fields, InvalidCommand refused) {
        String message = String.valueOf(refused.getMessage());
        if (refused.code() == RejectionCode.SECRET_IN_CLEAR) {
            secretInClear = true;
        }
        String field = fields.stream()
                .filter(name -> concerns(message, name))
                .findFirst()
                .map(name -> path.isEmpty() ? name : path + "." + name)
                .orElse(path);
        add(field, message);
    }

    private static boolean concerns(String message, String name) {
        return message.startsWith(name + " ") || message.startsWith(name + ".") || message.contains("in " + name + " ");
    }
}
