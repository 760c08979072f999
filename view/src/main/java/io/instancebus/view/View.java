package io.instancebus.view;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The view, for reading. Thread-safe. A cursor is opaque, comes from {@link Page#next()}, and stays valid while rows
 * change; any other text is an IllegalArgumentException.
 */
public interface View extends AutoCloseable {
    /** The maximum number of rows of a page. */
    int LARGEST_PAGE = 500;

    /** The maximum number of streams at once. Each has a connection of its own, which no other query waits for. */
    int MOST_STREAMS = 4;

    Optional<InstanceRow> instance(String instanceId);

    /** Instances by instanceId. */
    Page<InstanceRow> instances(InstanceFilter filter, PageRequest page);

    /**
     * Passes the instances that match to the sink, by instanceId, after the cursor or from the start, until the sink has
     * enough. All of them are of one moment, and few are in memory at any time. The read is one transaction: while the
     * sink takes its time, the database cannot clean up what the transaction still sees, so the sink must be bounded.
     * With {@link #MOST_STREAMS} under way, a further call waits for ten seconds and then throws
     * {@link ViewUnavailable}.
     *
     * @throws E what the sink throws; the read ends
     */
    <E extends Exception> void stream(InstanceFilter filter, @Nullable String cursor, InstanceSink<E> sink) throws E;

    /** The cursor of the instances after this one. */
    String cursorAfter(String instanceId);

    /** The history: of one instance by sequence, otherwise in the order of arrival. */
    Page<EventRow> events(EventFilter filter, PageRequest page);

    /** The commands with this id. A commandId is unique only together with an instanceId, so there may be several. */
    List<CommandRow> command(String commandId);

    /** The commands with one of these ids, in one query. */
    List<CommandRow> commands(List<String> commandIds);

    /** The position of the last event in the history; 0 if it is empty. */
    long lastPosition();

    /**
     * The commands of the next events of the history, of 5,000 at most. If several state-projectors write at once, an
     * event may appear before another with a lower position, which is then never among the news.
     */
    CommandNews newsAfter(long position);

    List<AccountRow> accounts();

    /** The instances that the view can no longer follow, by instanceId, at most this many; usually none. */
    List<Incomplete> incomplete(int limit);

    ViewStatus status();

    @Override
    void close();
}
