package io.instancebus.faults.check;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks that the log has one legal history of each instance. */
public final class Log {
    private Log() {}

    /** Each instance's events are numbered 1, 2, 3 …, with no gap and no duplicate. */
    public static Verdict sequences(List<InstanceEvent> log) {
        Map<String, Long> versions = new HashMap<>();
        List<String> broken = new ArrayList<>();
        long looked = 0;
        for (InstanceEvent event : log) {
            if (event.getSequence() == 0) {
                continue;
            }
            looked++;
            long before = versions.getOrDefault(event.getInstanceId(), 0L);
            if (event.getSequence() != before + 1) {
                broken.add(event.getInstanceId() + ": after event " + before + " comes " + event.getSequence());
            }
            versions.put(event.getInstanceId(), event.getSequence());
        }
        return Verdict.of(Rule.SEQUENCES, looked, broken);
    }

    /** Each state change begins at the end of the previous one, and is legal in the domain. */
    public static Verdict transitions(List<InstanceEvent> log) {
        Map<String, InstanceState> states = new HashMap<>();
        List<String> broken = new ArrayList<>();
        long looked = 0;
        for (InstanceEvent event : log) {
            var changed = event.getInstanceStateChanged();
            if (changed == null) {
                continue;
            }
            looked++;
            InstanceState before = states.getOrDefault(event.getInstanceId(), InstanceState.START);
            boolean legal = changed.getFrom() == before && domain(before).mayBecome(domain(changed.getTo()));
            if (!legal) {
                broken.add(event.getEventId() + ": " + changed.getFrom() + " → " + changed.getTo()
                        + ", but the state was " + before);
            }
            states.put(event.getInstanceId(), changed.getTo());
        }
        return Verdict.of(Rule.TRANSITIONS, looked, broken);
    }

    private static io.instancebus.domain.InstanceState domain(InstanceState state) {
        return io.instancebus.domain.InstanceState.valueOf(state.name());
    }
}
