package com.example.processes;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Unreadable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What the operating system refuses, in the port's categories. */
final class Failures {
    /** Asks the operating system for something. */
    @FunctionalInterface
    interface Call<T> {
        T ask() throws IOException, ProviderFailure;
    }

    private Failures() {}

    /** Makes the call, and turns what it throws into the failure that the worker acts on. */
    static <T> T translated(Call<T> call) throws ProviderFailure {
        try {
            return call.ask();
        } catch (ClosedByInterruptException e) {
            throw ProviderFailure.outcomeUnknown("the call was interrupted", e);
        } catch (IOException e) {
            throw ProviderFailure.of(category(e), null, words(e));
        } catch (Unreadable e) {
            throw ProviderFailure.of(FailureCategory.RETRYABLE, null, words(e));
        }
    }

    /** The same of a call that changes nothing. */
    static <T> T question(Call<T> call) throws ProviderFailure {
        try {
            return translated(call);
        } catch (ProviderFailure e) {
            throw e.asQuestion();
        }
    }

    /** Java has an exception class for few of the system's errors; the others are recognised by their text. */
    static FailureCategory category(IOException e) {
        String words = words(e);
        if (e instanceof AccessDeniedException || words.contains("Operation not permitted")) {
            return FailureCategory.AUTH;
        }
        if (e instanceof NoSuchFileException) {
            // Somebody is changing it at this moment, or has unmounted it.
            return FailureCategory.RETRYABLE;
        }
        if (words.contains("No space left on device")
                || words.contains("Resource temporarily unavailable")
                || words.contains("Cannot allocate memory")) {
            return FailureCategory.CAPACITY;
        }
        return words.contains("quota exceeded") ? FailureCategory.QUOTA : FailureCategory.INTERNAL;
    }

    static ProviderFailure invalid(String message) {
        return ProviderFailure.of(FailureCategory.INVALID, null, message);
    }

    static ProviderFailure conflict(String message) {
        return ProviderFailure.of(FailureCategory.CONFLICT, null, message);
    }

    static ProviderFailure notFound(String message) {
        return ProviderFailure.of(FailureCategory.NOT_FOUND, null, message);
    }

    static ProviderFailure noInstance(String nativeId) {
        return notFound("there is no instance " + nativeId);
    }

    /** The worker has given the call up; it may have had its effect by then. */
    static ProviderFailure interrupted(String what, InterruptedException e) {
        Thread.currentThread().interrupt();
        return ProviderFailure.outcomeUnknown(what + " was interrupted", e);
    }

    private static String words(Exception e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
