package io.instancebus.mapping;

import io.instancebus.domain.Action;
import io.instancebus.domain.AddressType;
import io.instancebus.domain.Cause;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.Credential;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.InvalidCommand;
import io.instancebus.domain.RejectionCode;
import io.instancebus.domain.SightingState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Maps enums symbol by symbol, so that the compiler finds a symbol that one side lacks. A reader gets UNKNOWN for a
 * symbol of a later release.
 */
final class EnumMapping {
    private EnumMapping() {}

    static io.instancebus.avro.Action toAvro(Action action) {
        return switch (action) {
            case START -> io.instancebus.avro.Action.START;
            case STOP -> io.instancebus.avro.Action.STOP;
            case REBOOT -> io.instancebus.avro.Action.REBOOT;
            case DESTROY -> io.instancebus.avro.Action.DESTROY;
        };
    }

    /** @throws InvalidCommand if the action is unknown: no other may be performed in its place */
    static Action fromAvro(io.instancebus.avro.Action avro) {
        return switch (avro) {
            case START -> Action.START;
            case STOP -> Action.STOP;
            case REBOOT -> Action.REBOOT;
            case DESTROY -> Action.DESTROY;
            case UNKNOWN ->
                throw new InvalidCommand(
                        "action is missing, or one that this version does not know; there are START, STOP, REBOOT and DESTROY");
        };
    }

    static io.instancebus.avro.CredentialType toAvro(Credential.Type type) {
        return switch (type) {
            case PASSWORD -> io.instancebus.avro.CredentialType.PASSWORD;
            case PRIVATE_KEY -> io.instancebus.avro.CredentialType.PRIVATE_KEY;
        };
    }

    /** @throws InvalidCommand if the symbol is unknown */
    static Credential.Type fromAvro(io.instancebus.avro.CredentialType avro) {
        return switch (avro) {
            case PASSWORD -> Credential.Type.PASSWORD;
            case PRIVATE_KEY -> Credential.Type.PRIVATE_KEY;
            case UNKNOWN ->
                throw new InvalidCommand(
                        "credential.type is missing, or one that this version does not know; there are PASSWORD and PRIVATE_KEY");
        };
    }

    static io.instancebus.avro.InstanceState toAvro(InstanceState state) {
        return switch (state) {
            case START -> io.instancebus.avro.InstanceState.START;
            case PENDING -> io.instancebus.avro.InstanceState.PENDING;
            case RUNNING -> io.instancebus.avro.InstanceState.RUNNING;
            case STOPPING -> io.instancebus.avro.InstanceState.STOPPING;
            case STOPPED -> io.instancebus.avro.InstanceState.STOPPED;
            case FINISH -> io.instancebus.avro.InstanceState.FINISH;
            case ERROR -> io.instancebus.avro.InstanceState.ERROR;
        };
    }

    /** Empty if it is not known here. */
    static Optional<InstanceState> fromAvro(io.instancebus.avro.InstanceState avro) {
        return switch (avro) {
            case START -> Optional.of(InstanceState.START);
            case PENDING -> Optional.of(InstanceState.PENDING);
            case RUNNING -> Optional.of(InstanceState.RUNNING);
            case STOPPING -> Optional.of(InstanceState.STOPPING);
            case STOPPED -> Optional.of(InstanceState.STOPPED);
            case FINISH -> Optional.of(InstanceState.FINISH);
            case ERROR -> Optional.of(InstanceState.ERROR);
            case UNKNOWN -> Optional.empty();
        };
    }

    static io.instancebus.avro.SightingState toAvro(SightingState state) {
        return switch (state) {
            case UNKNOWN -> io.instancebus.avro.SightingState.UNKNOWN;
            case PENDING -> io.instancebus.avro.SightingState.PENDING;
            case RUNNING -> io.instancebus.avro.SightingState.RUNNING;
            case STOPPING -> io.instancebus.avro.SightingState.STOPPING;
            case STOPPED -> io.instancebus.avro.SightingState.STOPPED;
            case ERROR -> io.instancebus.avro.SightingState.ERROR;
            case GONE -> io.instancebus.avro.SightingState.GONE;
            case MISSING -> io.instancebus.avro.SightingState.MISSING;
        };
    }

    /** An unknown symbol counts as UNKNOWN: it does not determine the state. */
    static SightingState fromAvro(io.instancebus.avro.SightingState avro) {
        return switch (avro) {
            case UNKNOWN -> SightingState.UNKNOWN;
            case PENDING -> SightingState.PENDING;
            case RUNNING -> SightingState.RUNNING;
            case STOPPING -> SightingState.STOPPING;
            case STOPPED -> SightingState.STOPPED;
            case ERROR -> SightingState.ERROR;
            case GONE -> SightingState.GONE;
            case MISSING -> SightingState.MISSING;
        };
    }

    static io.instancebus.avro.AddressType toAvro(AddressType type) {
        return switch (type) {
            case IPV4 -> io.instancebus.avro.AddressType.IPV4;
            case IPV6 -> io.instancebus.avro.AddressType.IPV6;
            case HOSTNAME -> io.instancebus.avro.AddressType.HOSTNAME;
            case MAC -> io.instancebus.avro.AddressType.MAC;
            case VNC -> io.instancebus.avro.AddressType.VNC;
        };
    }

    /** Empty if it is not known here. */
    static Optional<AddressType> fromAvro(io.instancebus.avro.AddressType avro) {
        return switch (avro) {
            case IPV4 -> Optional.of(AddressType.IPV4);
            case IPV6 -> Optional.of(AddressType.IPV6);
            case HOSTNAME -> Optional.of(AddressType.HOSTNAME);
            case MAC -> Optional.of(AddressType.MAC);
            case VNC -> Optional.of(AddressType.VNC);
            case UNKNOWN -> Optional.empty();
        };
    }

    static io.instancebus.avro.FailureCategory toAvro(FailureCategory category) {
        return switch (category) {
            case CAPACITY -> io.instancebus.avro.FailureCategory.CAPACITY;
            case QUOTA -> io.instancebus.avro.FailureCategory.QUOTA;
            case INVALID -> io.instancebus.avro.FailureCategory.INVALID;
            case AUTH -> io.instancebus.avro.FailureCategory.AUTH;
            case CONFLICT -> io.instancebus.avro.FailureCategory.CONFLICT;
            case NOT_FOUND -> io.instancebus.avro.FailureCategory.NOT_FOUND;
            case RATE_LIMITED -> io.instancebus.avro.FailureCategory.RATE_LIMITED;
            case RETRYABLE -> io.instancebus.avro.FailureCategory.RETRYABLE;
            case TIMEOUT -> io.instancebus.avro.FailureCategory.TIMEOUT;
            case INTERNAL -> io.instancebus.avro.FailureCategory.INTERNAL;
        };
    }

    /** An unknown symbol counts as INTERNAL, which is not retried. */
    static FailureCategory fromAvro(io.instancebus.avro.FailureCategory avro) {
        return switch (avro) {
            case CAPACITY -> FailureCategory.CAPACITY;
            case QUOTA -> FailureCategory.QUOTA;
            case INVALID -> FailureCategory.INVALID;
            case AUTH -> FailureCategory.AUTH;
            case CONFLICT -> FailureCategory.CONFLICT;
            case NOT_FOUND -> FailureCategory.NOT_FOUND;
            case RATE_LIMITED -> FailureCategory.RATE_LIMITED;
            case RETRYABLE -> FailureCategory.RETRYABLE;
            case TIMEOUT -> FailureCategory.TIMEOUT;
            case INTERNAL, UNKNOWN -> FailureCategory.INTERNAL;
        };
    }

    /** UNKNOWN for a command that could not be understood. */
    static io.instancebus.avro.CommandType toAvro(@Nullable CommandType type) {
        return switch (type) {
            case CREATE -> io.instancebus.avro.CommandType.CREATE;
            case START -> io.instancebus.avro.CommandType.START;
            case STOP -> io.instancebus.avro.CommandType.STOP;
            case REBOOT -> io.instancebus.avro.CommandType.REBOOT;
            case DESTROY -> io.instancebus.avro.CommandType.DESTROY;
            case RUN -> io.instancebus.avro.CommandType.RUN;
            case null -> io.instancebus.avro.CommandType.UNKNOWN;
        };
    }

    static io.instancebus.avro.Cause toAvro(Cause cause) {
        return switch (cause) {
            case COMMAND -> io.instancebus.avro.Cause.COMMAND;
            case OBSERVED -> io.instancebus.avro.Cause.OBSERVED;
            case DRIFT -> io.instancebus.avro.Cause.DRIFT;
            case TIMEOUT -> io.instancebus.avro.Cause.TIMEOUT;
            case FAILURE -> io.instancebus.avro.Cause.FAILURE;
        };
    }

    static io.instancebus.avro.RejectionCode toAvro(RejectionCode code) {
        return switch (code) {
            case INVALID -> io.instancebus.avro.RejectionCode.INVALID;
            case UNKNOWN_ACCOUNT -> io.instancebus.avro.RejectionCode.UNKNOWN_ACCOUNT;
            case INSTANCE_NOT_FOUND -> io.instancebus.avro.RejectionCode.INSTANCE_NOT_FOUND;
            case INSTANCE_EXISTS -> io.instancebus.avro.RejectionCode.INSTANCE_EXISTS;
            case INSTANCE_FINISHED -> io.instancebus.avro.RejectionCode.INSTANCE_FINISHED;
            case ILLEGAL_ACTION -> io.instancebus.avro.RejectionCode.ILLEGAL_ACTION;
            case VERSION_CONFLICT -> io.instancebus.avro.RejectionCode.VERSION_CONFLICT;
            case EXPIRED -> io.instancebus.avro.RejectionCode.EXPIRED;
            case TOO_OLD -> io.instancebus.avro.RejectionCode.TOO_OLD;
            case CLOCK_AHEAD -> io.instancebus.avro.RejectionCode.CLOCK_AHEAD;
            case QUEUE_FULL -> io.instancebus.avro.RejectionCode.QUEUE_FULL;
            case SECRET_IN_CLEAR -> io.instancebus.avro.RejectionCode.SECRET_IN_CLEAR;
            case INTERNAL -> io.instancebus.avro.RejectionCode.INTERNAL;
        };
    }
}
