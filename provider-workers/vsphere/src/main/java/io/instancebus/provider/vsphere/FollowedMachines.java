package io.instancebus.provider.vsphere;

import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.vsphere.vim.Element;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.Updates;
import io.instancebus.provider.vsphere.vim.VimEvent;
import io.instancebus.provider.vsphere.vim.VimTask;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The followed machines and tasks of a vCenter, and the sightings that follow from them. Machines and tasks are those
 * of the last update; knowledge about clones and power outlives the session. Thread-safe.
 */
final class FollowedMachines {
    private static final int MOST = 20_000;

    private final States states;
    private final CloneTracker clones = new CloneTracker();
    private final Map<ManagedObject, Map<String, Element>> properties = new HashMap<>();
    private final Map<ManagedObject, Machine> machines = new HashMap<>();
    private final Map<String, Set<ManagedObject>> byUuid = new HashMap<>();
    private final Set<ManagedObject> unnamed = new LinkedHashSet<>();
    /**
     * The last known instance UUID of each machine: vCenter does not show it if the host or the files are unavailable.
     */
    private final Map<ManagedObject, String> lastUuids = latest();

    private final Map<String, String> nativeIds = latest();
    private final Map<ManagedObject, PowerHistory> histories = latest();
    private final Set<String> destroyed = Collections.newSetFromMap(latest());
    private String ownUser = "";

    /** @param owner the owner to show in sightings */
    FollowedMachines(String owner, @Nullable String sshUsername) {
        this.states = new States(owner, sshUsername);
    }

    private static <K, V> Map<K, V> latest() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MOST;
            }
        };
    }

    /** Forgets machines and tasks, because a new session of this user delivers all of them again. */
    synchronized void begin(String user) {
        properties.clear();
        machines.clear();
        byUuid.clear();
        unnamed.clear();
        ownUser = user;
    }

    /** @return the native ids of the instances that the updates may concern */
    synchronized Set<String> take(Updates updates) {
        Set<String> touched = new HashSet<>();
        for (Updates.Change change : updates.changes()) {
            switch (change) {
                case Updates.Entered entered -> {
                    properties.put(entered.object(), new HashMap<>(entered.properties()));
                    changed(entered.object(), touched);
                }
                case Updates.Modified modified -> {
                    Map<String, Element> known = properties.computeIfAbsent(modified.object(), it -> new HashMap<>());
                    modified.properties()
                            .forEach((path, value) ->
                                    value.ifPresentOrElse(it -> known.put(path, it), () -> known.remove(path)));
                    changed(modified.object(), touched);
                }
                case Updates.Left left -> {
                    properties.remove(left.object());
                    gone(left.object(), touched);
                }
            }
        }
        return touched;
    }

    private void changed(ManagedObject object, Set<String> touched) {
        Map<String, Element> now = properties.getOrDefault(object, Map.of());
        switch (object.type()) {
            case Machine.TYPE -> changed(Machine.of(object, now), touched);
            case "Task" -> changed(VimTask.of(object, now), touched);
            // An object without a reference may be any machine, until the complete state comes again.
            case "" -> unnamed.add(object);
            default -> {
                // EventIntake handles events.
            }
        }
    }

    private void changed(Machine machine, Set<String> touched) {
        gone(machine.object(), touched);
        machines.put(machine.object(), machine);
        String uuid = machine.instanceUuid();
        if (machine.on()) {
            history(machine.object()).seenOn(machine.bootTime());
        }
        if (uuid == null) {
            unnamed.add(machine.object());
        } else if (!machine.template()) {
            byUuid.computeIfAbsent(uuid, it -> new LinkedHashSet<>()).add(machine.object());
            lastUuids.put(machine.object(), uuid);
            touched.add(uuid);
        }
    }

    private void gone(ManagedObject object, Set<String> touched) {
        Machine before = machines.remove(object);
        unnamed.remove(object);
        if (before != null && before.instanceUuid() != null) {
            byUuid.computeIfPresent(before.instanceUuid(), (uuid, all) -> {
                all.remove(object);
                return all.isEmpty() ? null : all;
            });
            touched.add(before.instanceUuid());
        }
    }

    private void changed(VimTask task, Set<String> touched) {
        clones.task(task).ifPresent(mark -> touch(mark, touched));
        ManagedObject entity = task.entity();
        if (entity != null && entity.type().equals(Machine.TYPE)) {
            history(entity).task(task);
            touch(entity, touched);
        }
    }

    /** @return the native ids of the instances that the events may concern */
    synchronized Set<String> take(List<VimEvent> events) {
        Set<String> touched = new HashSet<>();
        for (VimEvent event : events) {
            clones.event(event).ifPresent(mark -> touch(mark, touched));
            ManagedObject vm = event.vm();
            if (vm != null) {
                history(vm).event(event, ownUser);
                touch(vm, touched);
            }
        }
        return touched;
    }

    private PowerHistory history(ManagedObject machine) {
        return histories.computeIfAbsent(machine, it -> new PowerHistory());
    }

    private void touch(String mark, Set<String> touched) {
        String nativeId = nativeIds.get(mark);
        if (nativeId != null) {
            touched.add(nativeId);
        }
    }

    private void touch(ManagedObject machine, Set<String> touched) {
        Machine known = machines.get(machine);
        if (known != null && known.instanceUuid() != null) {
            touched.add(known.instanceUuid());
        }
    }

    /** This process started a clone for the instance. */
    synchronized void cloning(String nativeId, ManagedObject task) {
        nativeIds.put(Naming.mark(nativeId), nativeId);
        clones.submitted(Naming.mark(nativeId), task);
    }

    /** The tasks of clones in progress that vCenter's short list of recent tasks does not show. */
    synchronized List<ManagedObject> unseenTasks() {
        return clones.underWay().stream()
                .filter(task -> !properties.containsKey(task))
                .toList();
    }

    /** Applies the state of such a task; empty if vCenter no longer knows the task. */
    synchronized Set<String> take(ManagedObject task, Optional<VimTask> asked) {
        Set<String> touched = new HashSet<>();
        if (asked.isPresent()) {
            clones.task(asked.get()).ifPresent(mark -> touch(mark, touched));
        } else {
            clones.forgotten(task);
        }
        return touched;
    }

    /** Applies the state of a task that was read apart from updates. It does not undo newer knowledge. */
    synchronized void took(VimTask task) {
        changed(task, new HashSet<>());
    }

    /** Whether a failure waits for vCenter's event about it. */
    synchronized boolean awaitsWords() {
        return clones.awaitsWords();
    }

    /** Ends the wait of failures whose event did not come in time. Returns the native ids of their instances. */
    synchronized Set<String> settle() {
        Set<String> touched = new HashSet<>();
        clones.settle().forEach(mark -> touch(mark, touched));
        return touched;
    }

    /** This process is about to submit a power operation of the machine. */
    synchronized void acting(ManagedObject machine) {
        history(machine).submitted();
    }

    /** Whether nothing is known about the machine's power yet, so that its first power-on may be in progress. */
    synchronized boolean isNew(ManagedObject machine) {
        PowerHistory history = histories.get(machine);
        return history == null || !history.any();
    }

    /** This process is about to destroy the instance's machine. */
    synchronized void destroying(String nativeId) {
        destroyed.add(nativeId);
    }

    synchronized Optional<CloneTracker.Outcome> making(String nativeId) {
        return clones.of(Naming.mark(nativeId));
    }

    /** Running machines whose guests were asked to shut down before the given time. */
    synchronized List<ManagedObject> shuttingDownSinceBefore(Instant then) {
        return machines.values().stream()
                .filter(Machine::on)
                .map(Machine::object)
                .filter(object -> shuttingDown(object)
                        .filter(since -> since.isBefore(then))
                        .isPresent())
                .toList();
    }

    /** Whether any guest was asked to shut down and still runs. */
    synchronized boolean anyShuttingDown() {
        return machines.values().stream()
                .anyMatch(machine ->
                        machine.on() && shuttingDown(machine.object()).isPresent());
    }

    private Optional<Instant> shuttingDown(ManagedObject object) {
        PowerHistory history = histories.get(object);
        return history == null ? Optional.empty() : history.shuttingDownSince();
    }

    /** The sighting as of the last update. */
    synchronized Sighting sighting(String nativeId) {
        return sighting(nativeId, shown(byUuid.getOrDefault(nativeId, Set.of())), () -> shown(unnamed));
    }

    private List<Machine> shown(Set<ManagedObject> objects) {
        return objects.stream()
                .map(object -> Objects.requireNonNullElseGet(machines.get(object), () -> Machine.of(object, Map.of())))
                .toList();
    }

    /** The sighting as of a direct reading of the machines. */
    synchronized Sighting sighting(String nativeId, Reading reading) {
        return sighting(nativeId, reading.machines(nativeId), reading::unnamed);
    }

    private Sighting sighting(String nativeId, List<Machine> found, Supplier<List<Machine>> others) {
        nativeIds.put(Naming.mark(nativeId), nativeId);
        Optional<CloneTracker.Outcome> making = clones.of(Naming.mark(nativeId));
        if (found.size() > 1) {
            return States.unclear(
                    nativeId,
                    found.size() + " machines of vCenter have this instance UUID: "
                            + found.stream()
                                    .limit(3)
                                    .map(machine -> machine.object().value())
                                    .collect(Collectors.joining(", ")));
        }
        if (found.isEmpty()) {
            Sighting absent = states.absent(nativeId, destroyed.contains(nativeId), making);
            return absent.state() == SightingState.MISSING ? among(others.get(), nativeId, absent) : absent;
        }
        Machine machine = found.getFirst();
        if (machine.on()) {
            history(machine.object()).seenOn(machine.bootTime());
        }
        return states.present(nativeId, machine, histories.getOrDefault(machine.object(), new PowerHistory()), making);
    }

    /**
     * The sighting of an instance without a known machine: unclear, not absent, if a machine without a visible instance
     * UUID may be its machine.
     */
    private Sighting among(List<Machine> others, String nativeId, Sighting absent) {
        return others.stream()
                .filter(machine -> mayBe(machine, nativeId))
                .findFirst()
                .map(machine -> States.unclear(
                        nativeId,
                        "vCenter does not show the instance UUID of the machine "
                                + machine.object() + " \"" + machine.name() + "\", which may be it ("
                                + machine.connection()
                                + ")"))
                .orElse(absent);
    }

    private boolean mayBe(Machine machine, String nativeId) {
        String last = lastUuids.get(machine.object());
        return last == null
                ? machine.name().isEmpty()
                        || Naming.markIn(machine.name())
                                .filter(Naming.mark(nativeId)::equals)
                                .isPresent()
                : last.equals(nativeId);
    }
}
