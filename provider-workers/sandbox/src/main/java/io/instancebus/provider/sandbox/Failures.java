package io.instancebus.provider.sandbox;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import java.io.IOException;
import java.time.Instant;

/** The sandbox's refusals, and the failures of instances in ERROR. */
final class Failures {
    private Failures() {}

    static ProviderFailure notFound(String nativeId) {
        return ProviderFailure.of(
                FailureCategory.NOT_FOUND, "InstanceNotFound", "the sandbox has no instance \"" + nativeId + "\"");
    }

    static ProviderFailure conflict(SandboxInstance instance, Instant now, String verb) {
        return ProviderFailure.of(
                FailureCategory.CONFLICT,
                "IncorrectInstanceState",
                "instance " + instance.nativeId() + " is " + instance.conditionAt(now) + " and cannot be " + verb);
    }

    static ProviderFailure notOffered(String message) {
        return ProviderFailure.of(FailureCategory.NOT_FOUND, "NotFound", message);
    }

    static ProviderFailure invalid(String message) {
        return ProviderFailure.of(FailureCategory.INVALID, "InvalidParameterValue", message);
    }

    static ProviderFailure quota(int instances, int quota) {
        return ProviderFailure.of(
                FailureCategory.QUOTA,
                "InstanceLimitExceeded",
                "the sandbox has " + instances + " instances and its quota is " + quota);
    }

    /** Nothing was changed, and a full disk may be freed: a retry may succeed. */
    static ProviderFailure storage(IOException e) {
        return ProviderFailure.of(
                FailureCategory.RETRYABLE, "StorageFailure", "the sandbox cannot write: " + e.getMessage());
    }

    /** The failure of an instance in ERROR with this fault. */
    static Failure ofBroken(String fault) {
        return fault.equals(InjectedFaults.LATE_FAULT)
                ? new Failure(FailureCategory.CAPACITY, "InsufficientDiskSpace", fault, false)
                : Failure.of(FailureCategory.INTERNAL, fault);
    }
}
