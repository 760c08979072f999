package io.instancebus.projector.fold;

import io.instancebus.projector.store.SetAside;
import java.util.List;
import java.util.Map;

/**
 * What a batch changes: one change for each instance and command, in the order of their ids.
 *
 * @param setAside instances that cannot be followed any further
 * @param passedOver how many events of each instance that is set aside were passed over
 */
public record Folded(
        List<InstanceChange> instances,
        List<CommandChange> commands,
        List<AccountChange> accounts,
        List<HistoryRow> events,
        List<SetAside> setAside,
        Map<String, Long> passedOver) {}
