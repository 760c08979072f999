package io.instancebus.provider.ec2;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Unreadable;
import java.util.Optional;
import java.util.Set;
import org.jclouds.rest.AuthorizationException;
import org.jspecify.annotations.Nullable;

/** Maps EC2's errors to failures. docs/ec2.md has the table. */
final class Failures {
    static final String TERMINATED = "IdempotentInstanceTerminated";
    static final String MISMATCH = "IdempotentParameterMismatch";
    static final String NOT_FOUND = "InvalidInstanceID.NotFound";

    private static final Set<String> RATE_LIMITED = Set.of(
            "RequestLimitExceeded",
            "Throttling",
            "ThrottlingException",
            "RequestThrottled",
            "EC2ThrottledException",
            "SlowDown",
            "BandwidthLimitExceeded");
    private static final Set<String> CAPACITY =
            Set.of("ReservationCapacityExceeded", "UnfulfillableCapacity", "MaxSpotInstancePriceTooLow");
    private static final Set<String> QUOTA =
            Set.of("MaxSpotInstanceCountExceeded", "PrivateIpAddressLimitExceeded", "ResourceCountExceeded");
    private static final Set<String> AUTH = Set.of(
            "AuthFailure",
            "UnauthorizedOperation",
            "Blocked",
            "OptInRequired",
            "PendingVerification",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
            "MissingAuthenticationToken",
            "RequestExpired",
            "ExpiredToken",
            "AccessDenied",
            "AccessDeniedException",
            "UnrecognizedClientException");
    private static final Set<String> CONFLICT = Set.of(
            "IncorrectInstanceState",
            "IncorrectState",
            "IncorrectSpotRequestState",
            "OperationNotPermitted",
            "DependencyViolation",
            "ConcurrentTagAccess",
            MISMATCH,
            TERMINATED);
    private static final Set<String> RETRYABLE =
            Set.of("Unavailable", "ServiceUnavailable", "InternalError", "InternalFailure", "ServerInternal");
    private static final Set<String> INVALID = Set.of(
            "FilterLimitExceeded",
            "RequestResourceCountExceeded",
            "ValidationError",
            "NoSuchVersion",
            "TagLimitExceeded",
            "TagPolicyViolation");

    private Failures() {}

    static FailureCategory category(String code) {
        if (code.startsWith("Insufficient") || code.startsWith("Spot") || CAPACITY.contains(code)) {
            return FailureCategory.CAPACITY;
        }
        if (RATE_LIMITED.contains(code)) {
            return FailureCategory.RATE_LIMITED;
        }
        if (AUTH.contains(code)) {
            return FailureCategory.AUTH;
        }
        if (CONFLICT.contains(code) || code.endsWith(".InUse") || code.endsWith(".Duplicate")) {
            return FailureCategory.CONFLICT;
        }
        if (code.contains("NotFound") || code.endsWith(".Unknown")) {
            return FailureCategory.NOT_FOUND;
        }
        if (RETRYABLE.contains(code)) {
            return FailureCategory.RETRYABLE;
        }
        if (INVALID.contains(code)) {
            return FailureCategory.INVALID;
        }
        if (QUOTA.contains(code) || code.endsWith("LimitExceeded")) {
            return FailureCategory.QUOTA;
        }
        boolean invalid = code.startsWith("Invalid")
                || code.startsWith("Missing")
                || code.startsWith("Malformed")
                || code.startsWith("Unsupported")
                || code.startsWith("Unknown")
                || code.startsWith("VPC");
        return invalid ? FailureCategory.INVALID : FailureCategory.INTERNAL;
    }

    /** The category of a state's reason, which is permanent: Client.VolumeLimitExceeded, Server.InternalError. */
    static FailureCategory ofReason(String code) {
        FailureCategory category = category(bare(code));
        return category == FailureCategory.RETRYABLE ? FailureCategory.INTERNAL : category;
    }

    /** The code without its prefix Client. or Server. */
    static String bare(String code) {
        int dot = code.indexOf('.');
        String side = dot < 0 ? "" : code.substring(0, dot);
        return side.equals("Client") || side.equals("Server") ? code.substring(dot + 1) : code;
    }

    /** Whether the endpoint does not know or does not offer the call. */
    static boolean unknownAction(@Nullable String code) {
        return "InvalidAction".equals(code) || "UnsupportedOperation".equals(code);
    }

    /** @param call the call, such as RunInstances */
    static ProviderFailure of(String call, RuntimeException e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof Signing.KeyUnavailable missing) {
                return missing.failure();
            }
            if (each instanceof Unreadable strange) {
                String message = call + ": " + strange.getMessage();
                return changes(call)
                        ? ProviderFailure.outcomeUnknown(message, null)
                        : ProviderFailure.of(FailureCategory.INTERNAL, null, message);
            }
        }
        Optional<Refusal> refusal = Refusal.in(e);
        if (refusal.isPresent()) {
            return of(call, refusal.get());
        }
        if (e instanceof AuthorizationException) {
            return ProviderFailure.of(FailureCategory.AUTH, null, call + " was not allowed");
        }
        // The exception's message and causes are not shown: they may contain the request.
        StackTraceElement[] trace = e.getStackTrace();
        String where = trace.length == 0 ? "" : " at " + trace[0];
        String message = call + " failed within the adapter: " + e.getClass().getSimpleName() + where;
        return changes(call)
                ? ProviderFailure.outcomeUnknown(message, null)
                : ProviderFailure.of(FailureCategory.INTERNAL, null, message);
    }

    private static ProviderFailure of(String call, Refusal refusal) {
        String code = refusal.code();
        String message = code == null ? call + ": " + refusal.message() : refusal.message();
        if (code == null) {
            return ofStatus(call, refusal, message);
        }
        FailureCategory category = category(code);
        if (category == FailureCategory.RATE_LIMITED) {
            return ProviderFailure.rateLimited(code + ": " + message, refusal.retryAfter());
        }
        // EC2 answers 503 before it starts the request. Another server error may occur halfway.
        boolean halfway = refusal.status() >= 500 && refusal.status() != 503;
        boolean unclear = category == FailureCategory.RETRYABLE || category == FailureCategory.INTERNAL;
        return halfway && unclear && changes(call)
                ? ProviderFailure.outcomeUnknown(code + ": " + message, null)
                : ProviderFailure.of(category, code, message);
    }

    /** The response did not come from EC2, but from a proxy on the way or from another server. */
    private static ProviderFailure ofStatus(String call, Refusal refusal, String message) {
        return switch (refusal.status()) {
            case 401, 403, 407 -> ProviderFailure.of(FailureCategory.AUTH, null, message);
            case 429 -> ProviderFailure.rateLimited(message, refusal.retryAfter());
            case 400, 404, 405, 413 -> ProviderFailure.of(FailureCategory.INTERNAL, null, message);
            default ->
                changes(call)
                        ? ProviderFailure.outcomeUnknown(message, null)
                        : ProviderFailure.of(FailureCategory.RETRYABLE, null, message);
        };
    }

    private static boolean changes(String call) {
        return !call.startsWith("Describe");
    }
}
