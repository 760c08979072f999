package io.instancebus.faults.check;

import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.InstanceState;
import io.instancebus.domain.LegalActions;
import io.instancebus.view.InstanceRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks that the view and the topic of snapshots match the log. */
public final class Images {
    /** The promised time, stated here again independently of the policy under test. */
    private static final Duration FINISHED_STAYS = Duration.ofDays(1);

    private Images() {}

    /** The view has every instance of the log as the log describes it, and no other. */
    public static Verdict view(Rule rule, Map<String, Folded> folded, Collection<InstanceRow> rows) {
        Map<String, String> shown = new TreeMap<>();
        rows.forEach(row -> shown.put(
                row.instanceId(),
                words(row.version(), row.account(), row.state(), row.details(), row.vanished()) + " " + row.actions()));
        Map<String, String> told = new TreeMap<>();
        folded.forEach((id, instance) -> told.put(id, words(instance) + " " + actions(instance.state())));
        return compare(rule, told, shown);
    }

    /**
     * The last snapshot of each instance is its fold. The snapshot of a finished instance leaves the topic a day after
     * that was recorded; at once, if the recording clock was set back by more.
     *
     * @param now the time at which the snapshots were read
     */
    public static Verdict snapshots(Map<String, Folded> folded, Map<String, InstanceSnapshot> snapshots, Instant now) {
        Map<String, String> shown = new TreeMap<>();
        snapshots.forEach((id, one) -> shown.put(
                id,
                words(one.getVersion(), one.getAccount(), one.getState().name(), one.getDetails(), one.getVanished())));
        Map<String, String> told = new TreeMap<>();
        folded.forEach((id, instance) -> {
            if (snapshots.containsKey(id) || !hasLeft(instance, now)) {
                told.put(id, words(instance));
            }
        });
        return compare(Rule.SNAPSHOTS, told, shown);
    }

    private static boolean hasLeft(Folded instance, Instant now) {
        return instance.finishedAt() != null
                && !now.isBefore(instance.finishedAt().plus(FINISHED_STAYS));
    }

    /** Two collections that must be equal. */
    public static Verdict same(Rule rule, Collection<String> before, Collection<String> after) {
        Map<String, String> first = new TreeMap<>();
        Map<String, String> second = new TreeMap<>();
        before.forEach(one -> first.put(one, one));
        after.forEach(one -> second.put(one, one));
        return compare(rule, first, second);
    }

    private static Verdict compare(Rule rule, Map<String, String> told, Map<String, String> shown) {
        List<String> broken = new ArrayList<>();
        told.forEach((id, words) -> {
            if (!words.equals(shown.get(id))) {
                broken.add(id + " is " + words + ", but is shown as " + shown.get(id));
            }
        });
        shown.forEach((id, words) -> {
            if (!told.containsKey(id)) {
                broken.add(id + " does not exist, but is shown as " + words);
            }
        });
        return Verdict.of(rule, told.size(), broken);
    }

    private static String words(Folded instance) {
        return words(
                instance.version(),
                instance.account(),
                instance.state().name(),
                instance.details(),
                instance.vanished());
    }

    private static String words(
            long version,
            String account,
            String state,
            io.instancebus.avro.@org.jspecify.annotations.Nullable InstanceDetails details,
            boolean vanished) {
        return "version " + version + " of " + account + ", " + state + (vanished ? ", vanished, " : ", ") + details;
    }

    private static List<String> actions(InstanceState state) {
        return LegalActions.COMMON.in(io.instancebus.domain.InstanceState.valueOf(state.name())).stream()
                .map(Enum::name)
                .toList();
    }
}
