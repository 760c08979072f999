package io.instancebus.view;

import java.util.List;
import java.util.Optional;

/**
 * The view, to be asked. Safe for many threads. A cursor is opaque, comes from {@link Page#next()}, and stays
 * good while rows change; one that this view did not give out is an IllegalArgumentException.
 */
public interface View extends AutoCloseable {
    /** The most rows that one page may have. */
    int LARGEST_PAGE = 500;

    Optional<InstanceRow> instance(String instanceId);

    /** Instances by instanceId. */
    Page<InstanceRow> instances(InstanceFilter filter, PageRequest page);

    /** The history, of one instance by sequence, else in the order in which it came. */
    Page<EventRow> events(EventFilter filter, PageRequest page);

    /** The fate of a command; a commandId is unique only together with an instanceId, so there may be several. */
    List<CommandRow> command(String commandId);

    List<AccountRow> accounts();

    /** Instances that the view could not follow any further, at most so many, by instanceId; as a rule none. */
    List<Incomplete> incomplete(int limit);

    ViewStatus status();

    @Override
    void close();
}
