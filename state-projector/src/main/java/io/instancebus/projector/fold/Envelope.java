package io.instancebus.projector.fold;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks the ids and other keys of an envelope. Other text can be shortened to fit; an id cannot. An envelope with an
 * invalid id cannot come from the command-service, and must not stop the events that do.
 */
public final class Envelope {
    private static final int ID = 128;
    private static final int LONG_ID = 255;

    private Envelope() {}

    /** The problem of an event; empty if it has none. */
    public static Optional<String> problem(InstanceEvent event) {
        if (event.getSequence() < 0) {
            return Optional.of("sequence is negative");
        }
        return firstOf(
                wrong("instanceId", event.getInstanceId(), 1, ID),
                wrong("eventId", event.getEventId(), 1, LONG_ID),
                wrong("type", event.getType(), 1, ID),
                event.getCommandId() == null ? null : wrong("commandId", event.getCommandId(), 1, ID));
    }

    /** The problem of an account's event; empty if it has none. */
    public static Optional<String> problem(AccountEvent event) {
        return firstOf(
                wrong("account", event.getAccount(), 1, LONG_ID),
                wrong("provider", event.getProvider(), 0, ID),
                wrong("type", event.getType(), 1, ID));
    }

    private static Optional<String> firstOf(@Nullable String... problems) {
        for (String problem : problems) {
            if (problem != null) {
                return Optional.of(problem);
            }
        }
        return Optional.empty();
    }

    private static @Nullable String wrong(String field, String text, int least, int most) {
        if (text.length() < least || text.length() > most) {
            return field + " must have " + least + " to " + most + " characters, and has " + text.length();
        }
        return text.indexOf('\0') < 0 ? null : field + " has a NUL character";
    }
}
