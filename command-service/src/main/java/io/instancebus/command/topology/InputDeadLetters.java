package io.instancebus.command.topology;

import io.instancebus.command.state.Arrival;
import io.instancebus.schemas.consumer.DeadLetter;
import io.instancebus.schemas.topic.Topics;

/**
 * Makes dead letters of commands and reports that cannot be used. A value that shows a secret in clear, or may do so
 * because it could not be decoded, is left out; the headers say where the record is.
 */
final class InputDeadLetters {
    private final Topics topics;
    private final DeadLetter.Reader reader;

    InputDeadLetters(Topics topics, DeadLetter.Reader reader) {
        this.topics = topics;
        this.reader = reader;
    }

    Outgoing of(Arrival arrival, String reason) {
        return letter(DeadLetter.of(arrival.source(), reader, reason));
    }

    /** A dead letter without the value. */
    Outgoing withheld(Arrival arrival, String reason, String why) {
        return letter(DeadLetter.withheld(arrival.source(), reader, reason, why));
    }

    /** A dead letter of a record that could not be decoded. If it is a command, it may contain a secret in clear. */
    Outgoing unread(Arrival arrival, String reason) {
        return arrival.topic().equals(topics.commands())
                ? withheld(arrival, reason, "the value could not be read, and may hold a secret in clear")
                : of(arrival, reason);
    }

    private Outgoing letter(DeadLetter letter) {
        return new Outgoing(topics.deadLetters(), letter.key(), letter.value(), letter.headers());
    }
}
