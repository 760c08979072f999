package com.example.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The system's errors as Java words them. */
class FailuresTest {
    @ParameterizedTest
    @CsvSource({
        "No space left on device, CAPACITY",
        "Disk quota exceeded, QUOTA",
        "Operation not permitted, AUTH",
        "Input/output error, INTERNAL"
    })
    void anErrorOfAFileHasItsCategory(String reason, FailureCategory category) {
        assertThat(Failures.category(new FileSystemException("/srv/x", null, reason)))
                .isEqualTo(category);
    }

    @Test
    void anInterruptedChangeIsOfUnknownOutcomeAndAnInterruptedQuestionIsNot() {
        Failures.Call<Void> interrupted = () -> {
            throw new ClosedByInterruptException();
        };
        assertThat(failure(() -> Failures.translated(interrupted)).isOutcomeUnknown())
                .isTrue();
        assertThat(failure(() -> Failures.question(interrupted)).isOutcomeUnknown())
                .isFalse();
    }

    private static ProviderFailure failure(ThrowingCallable call) {
        return catchThrowableOfType(ProviderFailure.class, call);
    }

    @Test
    void soHasADeniedAccessAndAProcessThatCannotBeMade() {
        assertThat(Failures.category(new AccessDeniedException("/srv/x"))).isEqualTo(FailureCategory.AUTH);
        IOException noFork =
                new IOException("Cannot run program \"setsid\": error=11, Resource temporarily unavailable");
        assertThat(Failures.category(noFork)).isEqualTo(FailureCategory.CAPACITY);
    }
}
