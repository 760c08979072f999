package io.instancebus.domain;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A failure, with the provider's code and message and a category.
 *
 * @param providerCode the provider's own code, if it has one
 * @param message the provider's own message; cut to 4,096 characters
 * @param retryable whether the same command may work later
 */
public record Failure(FailureCategory category, @Nullable String providerCode, String message, boolean retryable) {
    public Failure {
        Objects.requireNonNull(category);
        message = Text.fit(message, Text.SENTENCES);
        providerCode = Text.fitOrNull(providerCode, Text.WORD);
    }

    public static Failure of(FailureCategory category, String message) {
        return new Failure(category, null, message, category.isTransient());
    }
}
