package io.instancebus.faults.hostile;

import io.instancebus.avro.InstanceObserved;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.avro.SightingState;
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
 * Forged reports. Some say that an old create made a machine of another instance. The create must have been answered:
 * before that, the bus believes a report, because only workers may write reports (docs/security.md). Others are looks
 * without a sighting and with the highest possible numbers, after which true looks would not count.
 */
public final class Forgeries {
    private Forgeries() {}

    /**
     * At most this many reports. Each is in the name of an existing create task, and names the machine of another
     * instance of the same account.
     *
     * @param tasks the tasks of the log
     * @param snapshots the snapshot of every instance, by its id
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
     * At most this many looks, each at another instance that may still change.
     *
     * @param snapshots the snapshot of every instance, by its id
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
                .setTaskAccepted(TaskAccepted.newBuilder()
                        .setNativeId(machine)
                        .setObserved(InstanceObserved.newBuilder()
                                .setNumber(0)
                                .setEpoch(0)
                                .setPass(0)
                                .setState(SightingState.RUNNING)
                                .setNativeId(machine)
                                .build())
                        .build())
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
