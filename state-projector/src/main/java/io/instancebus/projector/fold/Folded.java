package io.instancebus.projector.fold;

import io.instancebus.projector.store.Outcome;
import java.util.List;

/** What a batch comes to. */
public sealed interface Folded {
    /** What to change: one change for each instance and command, in the order of their ids. */
    record Changes(
            List<InstanceChange> instances,
            List<CommandChange> commands,
            List<AccountChange> accounts,
            List<HistoryRow> events)
            implements Folded {}

    /** It cannot be folded. */
    record Impossible(Outcome.Gap gap) implements Folded {}
}
