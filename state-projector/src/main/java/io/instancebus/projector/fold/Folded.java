package io.instancebus.projector.fold;

import io.instancebus.projector.store.SetAside;
import java.util.List;
import java.util.Map;

/**
 * The changes of a batch: one for each instance and command, in the order of their ids.
 *
 * @param setAside the instances that the view can no longer follow
 * @param passedOver the number of events skipped for each instance that is set aside
 */
public record Folded(
        List<InstanceChange> instances,
        List<CommandChange> commands,
        List<AccountChange> accounts,
        List<HistoryRow> events,
        List<SetAside> setAside,
        Map<String, Long> passedOver) {}
