package io.instancebus.command.topology;

import io.instancebus.command.state.Arrival;
import io.instancebus.schemas.consumer.DeadLetter;
import io.instancebus.schemas.topic.Topics;

/**
 * Records that nothing can be done with, as they came. Where the value shows a secret, or may show one because nobody
 * has read it, it is left out: it still lies where the headers say.
 */
final class DeadLetters {
    private final Topics topics;
    private final DeadLetter.Reader reader;

    DeadLetters(Topics topics, DeadLetter.Reader reader) {
        this.topics = topics;
        this.reader = reader;
    }

    Outgoing of(Arrival arrival, String reason) {
        return letter(DeadLetter.of(arrival.source(), reader, reason));
    }

    /** Without the value. */
    Outgoing withheld(Arrival arrival, String reason, String why) {
        return letter(DeadLetter.withheld(arrival.source(), reader, reason, why));
    }

    /** Of a record that nobody could read: a publisher may have written a secret in clear into a command. */
    Outgoing unread(Arrival arrival, String reason) {
        return arrival.topic().equals(topics.commands())
                ? withheld(arrival, reason, "the value could not be read, and may hold a secret in clear")
                : of(arrival, reason);
    }

    private Outgoing letter(DeadLetter letter) {
        return new Outgoing(topics.deadLetters(), letter.key(), letter.value(), letter.headers());
    }
}
