package io.instancebus.gateway.http;

import io.instancebus.gateway.json.InstanceJson;
import io.instancebus.view.AccountRow;
import io.instancebus.view.CommandNews;
import io.instancebus.view.CommandRow;
import io.instancebus.view.EventFilter;
import io.instancebus.view.EventRow;
import io.instancebus.view.Incomplete;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.InstanceSink;
import io.instancebus.view.Page;
import io.instancebus.view.PageRequest;
import io.instancebus.view.View;
import io.instancebus.view.ViewUnavailable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Reads the view, and turns its failures into problems. */
final class ViewReader {
    private static final Logger log = LoggerFactory.getLogger(ViewReader.class);
    private static final String RETRY_SECONDS = "2";
    private static final int MOST_INCOMPLETE = 20;

    private final View view;

    @FunctionalInterface
    private interface Question<T, E extends Exception> {
        T ask() throws E;
    }

    ViewReader(View view) {
        this.view = view;
    }

    InstanceRow instance(String instanceId) {
        return ask(() -> view.instance(instanceId))
                .orElseThrow(() -> Problem.of(
                                ProblemType.INSTANCE_NOT_FOUND,
                                "The view has no instance of this id. One just asked for appears once its create is accepted.")
                        .thrown());
    }

    boolean hasInstance(String instanceId) {
        return ask(() -> view.instance(instanceId)).isPresent();
    }

    Page<InstanceRow> instances(InstanceFilter filter, PageRequest page) {
        return askFrom(page.cursor(), () -> view.instances(filter, page));
    }

    /** A problem may come after the first instances. */
    <E extends Exception> void stream(InstanceFilter filter, @Nullable String cursor, InstanceSink<E> sink) throws E {
        askFrom(cursor, () -> {
            view.stream(filter, cursor, sink);
            return true;
        });
    }

    String cursorAfter(String instanceId) {
        return view.cursorAfter(instanceId);
    }

    Page<EventRow> events(EventFilter filter, PageRequest page) {
        return askFrom(page.cursor(), () -> view.events(filter, page));
    }

    List<CommandRow> command(String commandId) {
        return ask(() -> view.command(commandId));
    }

    List<CommandRow> commands(List<String> commandIds) {
        return ask(() -> view.commands(commandIds));
    }

    long lastPosition() {
        return ask(view::lastPosition);
    }

    CommandNews newsAfter(long position) {
        return ask(() -> view.newsAfter(position));
    }

    List<AccountRow> accounts() {
        return ask(view::accounts);
    }

    /**
     * The instances that the view could not follow; empty if the view does not answer, which is the other check's
     * problem.
     */
    Optional<String> incomplete() {
        try {
            List<Incomplete> some = ask(() -> view.incomplete(MOST_INCOMPLETE));
            return some.isEmpty()
                    ? Optional.empty()
                    : Optional.of(some.stream().map(InstanceJson::words).collect(Collectors.joining("; ")));
        } catch (ProblemException away) {
            return Optional.empty();
        }
    }

    Optional<String> unavailableReason() {
        try {
            ask(view::status);
            return Optional.empty();
        } catch (ProblemException away) {
            return Optional.of("the view does not answer");
        }
    }

    private static <T, E extends Exception> T askFrom(@Nullable String cursor, Question<T, E> question) throws E {
        return ask(() -> {
            try {
                return question.ask();
            } catch (IllegalArgumentException refused) {
                if (cursor == null) {
                    throw refused;
                }
                throw Problem.of(
                                ProblemType.INVALID_CURSOR,
                                "A cursor comes from the next of an earlier answer, unchanged, to the same question.")
                        .thrown();
            }
        });
    }

    private static <T, E extends Exception> T ask(Question<T, E> question) throws E {
        try {
            return question.ask();
        } catch (ProblemException problem) {
            throw problem;
        } catch (RuntimeException away) {
            LoggingEventBuilder event =
                    log.atWarn().addKeyValue("exception", away.getClass().getName());
            (away instanceof ViewUnavailable ? event : event.setCause(away)).log("The view did not answer");
            throw Problem.of(ProblemType.VIEW_UNAVAILABLE, "The view does not answer now; try again.")
                    .withHeader("Retry-After", RETRY_SECONDS)
                    .thrown();
        }
    }
}
