package io.instancebus.view;

import java.util.List;
import java.util.Optional;

/**
 * The view, for reading. Thread-safe. A cursor is opaque, comes from {@link Page#next()}, and stays valid while rows
 * change; any other text is an IllegalArgumentException.
 */
public interface View extends AutoCloseable {
    /** The maximum number of rows of a page. */
    int LARGEST_PAGE = 500;

    Optional<InstanceRow> instance(String instanceId);

    /** Instances by instanceId. */
    Page<InstanceRow> instances(InstanceFilter filter, PageRequest page);

    /** The history: of one instance by sequence, otherwise in the order of arrival. */
    Page<EventRow> events(EventFilter filter, PageRequest page);

    /** The commands with this id. A commandId is unique only together with an instanceId, so there may be several. */
    List<CommandRow> command(String commandId);

    List<AccountRow> accounts();

    /** The instances that the view can no longer follow, by instanceId, at most this many; usually none. */
    List<Incomplete> incomplete(int limit);

    ViewStatus status();

    @Override
    void close();
}
