package io.instancebus.provider.vsphere;

import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.Element;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.Updates;
import io.instancebus.provider.vsphere.vim.VimEvent;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimSession;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Passes each of vCenter's events on once, also across sessions. Not thread-safe. */
final class EventIntake {
    /** The types of events that concern instances. */
    static final List<String> TYPES = List.of(
            "VmBeingClonedEvent",
            "VmClonedEvent",
            "VmCloneFailedEvent",
            "VmBeingDeployedEvent",
            "VmDeployedEvent",
            "VmDeployFailedEvent",
            "VmPoweredOnEvent",
            "DrsVmPoweredOnEvent",
            "VmPoweredOffEvent",
            "VmResettingEvent",
            "VmGuestRebootEvent",
            "VmGuestShutdownEvent",
            "VmFailedToPowerOnEvent",
            "VmFailedToPowerOffEvent",
            "VmFailedToResetEvent",
            "VmFailedToRebootGuestEvent",
            "VmFailedToShutdownGuestEvent");

    private static final int HISTORY = 1000;
    private static final int PAGE = 50;

    private final FollowedMachines followedMachines;
    private final Duration timeout;
    private long last;

    /** @param timeout the time limit of a query for missed events */
    EventIntake(FollowedMachines followedMachines, Duration timeout) {
        this.followedMachines = followedMachines;
        this.timeout = timeout;
    }

    /** A collector that shows new events of a session, in pages. */
    static ManagedObject collector(VimSession session, Instant since, Deadline deadline) throws VimException {
        return session.createEventCollector(TYPES, since, PAGE, deadline);
    }

    void catchUp(VimSession session, Instant since, Deadline deadline) throws VimException {
        tell(session.queryEvents(TYPES, since, HISTORY, deadline));
    }

    /** @return the native ids of the instances that the events in these updates may concern */
    Set<String> take(VimSession session, Updates updates) throws VimException {
        Set<String> touched = new HashSet<>();
        for (Updates.Change change : updates.changes()) {
            Element page = page(change);
            if (page != null) {
                touched.addAll(read(session, VimSession.events(page)));
            }
        }
        return touched;
    }

    private static @Nullable Element page(Updates.Change change) {
        return switch (change) {
            case Updates.Entered entered -> entered.properties().get("latestPage");
            case Updates.Modified modified ->
                modified.properties()
                        .getOrDefault("latestPage", Optional.empty())
                        .orElse(null);
            case Updates.Left left -> null;
        };
    }

    /** Before a page of only unknown events, others may have been missed, so it queries them. */
    private Set<String> read(VimSession session, List<VimEvent> page) throws VimException {
        boolean gap = page.size() >= PAGE && page.getFirst().key() > last + 1;
        return tell(gap ? session.queryEvents(TYPES, null, HISTORY, Deadline.in(timeout)) : page);
    }

    private Set<String> tell(List<VimEvent> events) {
        List<VimEvent> news =
                events.stream().filter(event -> event.key() > last).toList();
        if (!news.isEmpty()) {
            last = news.getLast().key();
        }
        return followedMachines.take(news);
    }
}
