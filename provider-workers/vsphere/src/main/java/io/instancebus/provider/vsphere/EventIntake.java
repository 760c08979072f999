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

/** Gives the picture each of vCenter's events once, whatever session it comes in. One thread's. */
final class EventIntake {
    /** Of vCenter's events, those that say something of an instance. */
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

    private final Picture picture;
    private final Duration timeout;
    private long last;

    /** @param timeout of a question for events that were missed */
    EventIntake(Picture picture, Duration timeout) {
        this.picture = picture;
        this.timeout = timeout;
    }

    /** What shows new events in a session, in pages. */
    static ManagedObject collector(VimSession session, Instant since, Deadline deadline) throws VimException {
        return session.createEventCollector(TYPES, since, PAGE, deadline);
    }

    void catchUp(VimSession session, Instant since, Deadline deadline) throws VimException {
        tell(session.queryEvents(TYPES, since, HISTORY, deadline));
    }

    /** @return the native ids of the instances for which the events in these updates may make a difference */
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

    /** A page of which nothing is known may come after others that were never seen. */
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
        return picture.take(news);
    }
}
