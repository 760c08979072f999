package io.instancebus.faults.hostile;

import io.instancebus.avro.InstanceObserved;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.avro.TaskAccepted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Reports that no worker sent. An old create is said to have made a machine that is somebody else's; old is what was truly
 * answered: before that a report is believed, since only workers may write reports (docs/security.md). And a look that saw
 * nothing carries the highest numbers that there are, so that true looks would not count any more.
 */
public final class Forgeries {
    private Forgeries() {}

    /**
     * At most so many. Each is in the name of a create task that there was, and names the machine of another instance
     * of the same account.
     *
     * @param tasks what was handed out
     * @param snapshots every instance, by its id
     */
    public static List<ProviderReport> of(
            Collection<ProviderTask> tasks, Map<String, InstanceSnapshot> snapshots, int count, Random random) {
        List<ProviderReport> reports = new ArrayList<>();
        List<ProviderTask> creates = tasks.stream()
                .filter(task -> task.getCreateTask() != null)
                .filter(task -> answered(snapshots.get(task.getInstanceId())))
                .toList();
        for (int index = 0; index < count && !creates.isEmpty(); index++) {
            ProviderTask task = creates.get(random.nextInt(creates.size()));
            List<String> others = snapshots.values().stream()
                    .filter(one -> one.getAccount().equals(task.getAccount()))
                    .filter(one -> !one.getInstanceId().equals(task.getInstanceId()))
                    .map(Forgeries::machine)
                    .filter(machine -> machine != null)
                    .sorted()
                    .toList();
            if (!others.isEmpty()) {
                reports.add(accepted(task, others.get(random.nextInt(others.size()))));
            }
        }
        return reports;
    }

    /**
     * At most so many, each of another instance that may still change.
     *
     * @param snapshots every instance, by its id
     */
    public static List<ProviderReport> looks(Map<String, InstanceSnapshot> snapshots, int count, Random random) {
        List<InstanceSnapshot> living = new ArrayList<>(snapshots.values().stream()
                .filter(one -> one.getState() != InstanceState.FINISH)
                .sorted(Comparator.comparing(InstanceSnapshot::getInstanceId))
                .toList());
        Collections.shuffle(living, random);
        return living.stream().limit(count).map(Forgeries::look).toList();
    }

    private static ProviderReport look(InstanceSnapshot of) {
        return report(of.getInstanceId(), of.getAccount())
                .setType("InstanceObserved")
                .setInstanceObserved(InstanceObserved.newBuilder()
                        .setNumber(of.getObservation())
                        .setEpoch(Long.MAX_VALUE)
                        .setPass(Long.MAX_VALUE)
                        .build())
                .build();
    }

    private static boolean answered(@Nullable InstanceSnapshot created) {
        return created != null && machine(created) != null;
    }

    private static @Nullable String machine(InstanceSnapshot snapshot) {
        return snapshot.getDetails() == null ? null : snapshot.getDetails().getNativeId();
    }

    private static ProviderReport accepted(ProviderTask task, String machine) {
        return report(task.getInstanceId(), task.getAccount())
                .setTaskId(task.getTaskId())
                .setAttempt(task.getAttempt())
                .setType("TaskAccepted")
                .setTaskAccepted(TaskAccepted.newBuilder().setNativeId(machine).build())
                .build();
    }

    private static ProviderReport.Builder report(String instanceId, String account) {
        return ProviderReport.newBuilder()
                .setInstanceId(instanceId)
                .setAccount(account)
                .setWorker("forger")
                .setReportedAt(Instant.now());
    }
}
