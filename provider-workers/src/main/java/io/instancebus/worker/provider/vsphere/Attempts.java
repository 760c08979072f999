package io.instancebus.worker.provider.vsphere;

import io.instancebus.domain.Failure;
import io.instancebus.worker.provider.vsphere.vim.LocalizedFault;
import io.instancebus.worker.provider.vsphere.vim.ManagedObject;
import io.instancebus.worker.provider.vsphere.vim.VimEvent;
import io.instancebus.worker.provider.vsphere.vim.VimTask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The clones that are or were under way, by the mark of the instance that each is for. A clone is known by the
 * reference of its task, where this process started it, and by the events that vCenter writes of it, which name the
 * machine to be and belong to the task's chain: so it is found again by whoever comes later. One thread's.
 */
final class Attempts {
    private static final int MOST = 20_000;

    /** How the making of one instance's machine stands. */
    sealed interface Outcome {}

    /** @param task by which it can be cancelled; null if only events tell of it */
    record UnderWay(@Nullable ManagedObject task, @Nullable Integer progress) implements Outcome {}

    /** @param duplicate another clone of the same name was first */
    record Failed(Failure failure, boolean duplicate) implements Outcome {}

    record Cancelled(Failure failure) implements Outcome {}

    record Done() implements Outcome {}

    private static final class Attempt {
        private final String mark;
        private long chain;
        private @Nullable ManagedObject task;
        private Outcome outcome = new UnderWay(null, null);
        private @Nullable String eventText;

        Attempt(String mark) {
            this.mark = mark;
        }
    }

    private final Map<String, List<Attempt>> byMark = latest();
    private final Map<ManagedObject, Attempt> byTask = latest();
    private final Map<Long, Attempt> byChain = latest();
    private final Map<ManagedObject, Long> chainOfTask = latest();
    private final Map<Long, ManagedObject> taskOfChain = latest();

    /** What happened long ago is forgotten. */
    private static <K, V> Map<K, V> latest() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MOST;
            }
        };
    }

    /** This process started a clone. */
    void submitted(String mark, ManagedObject task) {
        Attempt known = byChain.get(chainOfTask.getOrDefault(task, 0L));
        link(known == null ? begin(mark) : known, task);
    }

    /** @return the mark of the instance that it is about, if it is about one's making */
    Optional<String> event(VimEvent event) {
        return switch (event.type()) {
            case "VmBeingClonedEvent", "VmBeingDeployedEvent" -> begun(event, event.destName());
            case "VmCloneFailedEvent", "VmDeployFailedEvent" -> failed(event);
            case "VmClonedEvent", "VmDeployedEvent" -> done(event);
            default -> Optional.empty();
        };
    }

    private Optional<String> begun(VimEvent event, @Nullable String name) {
        Optional<String> mark = Naming.markIn(name);
        mark.ifPresent(it -> attempt(it, event.chain()));
        return mark;
    }

    private Attempt attempt(String mark, long chain) {
        Attempt known = byChain.get(chain);
        if (known != null) {
            return known;
        }
        ManagedObject task = taskOfChain.get(chain);
        Attempt ofTask = task == null ? null : byTask.get(task);
        Attempt started = ofTask == null ? begin(mark) : ofTask;
        started.chain = chain;
        byChain.put(chain, started);
        if (task != null) {
            link(started, task);
        }
        return started;
    }

    private Optional<String> failed(VimEvent event) {
        Optional<String> mark = begun(event, event.destName());
        LocalizedFault reason = event.reason();
        if (mark.isPresent() && reason != null) {
            Attempt attempt = attempt(mark.get(), event.chain());
            attempt.eventText = event.message();
            attempt.outcome = failed(attempt, reason);
        }
        return mark;
    }

    private Optional<String> done(VimEvent event) {
        Optional<String> mark = Naming.markIn(event.vmName());
        mark.ifPresent(it -> {
            List<Attempt> all = byMark.getOrDefault(it, List.of());
            if (all.isEmpty()) {
                begin(it).outcome = new Done();
            }
            // Of one name there is one machine: what is still under way comes too late.
            all.stream()
                    .filter(each -> each.outcome instanceof UnderWay)
                    .forEach(each -> each.outcome = new Done());
        });
        return mark;
    }

    /** @return the mark of the instance that it makes, if it is known to make one */
    Optional<String> task(VimTask task) {
        if (task.eventChain() != 0) {
            chainOfTask.put(task.object(), task.eventChain());
            taskOfChain.put(task.eventChain(), task.object());
        }
        Attempt ofTask = byTask.get(task.object());
        Attempt attempt = ofTask == null && task.eventChain() != 0 ? byChain.get(task.eventChain()) : ofTask;
        if (attempt == null) {
            return Optional.empty();
        }
        link(attempt, task.object());
        attempt.outcome = outcome(attempt, task);
        return Optional.of(attempt.mark);
    }

    private static Outcome outcome(Attempt attempt, VimTask task) {
        LocalizedFault error = task.error();
        return switch (task.state()) {
            case QUEUED, RUNNING -> new UnderWay(task.object(), task.progress());
            case SUCCESS -> new Done();
            case ERROR -> failed(attempt, error == null ? new LocalizedFault("UnknownFault", "it failed") : error);
        };
    }

    private static Outcome failed(Attempt attempt, LocalizedFault fault) {
        Failure failure = Faults.failure(fault, attempt.eventText);
        return fault.type().equals("RequestCanceled")
                ? new Cancelled(failure)
                : new Failed(failure, fault.type().equals("DuplicateName"));
    }

    private Attempt begin(String mark) {
        Attempt attempt = new Attempt(mark);
        byMark.computeIfAbsent(mark, it -> new ArrayList<>()).add(attempt);
        return attempt;
    }

    private void link(Attempt attempt, ManagedObject task) {
        attempt.task = task;
        if (attempt.outcome instanceof UnderWay clone) {
            attempt.outcome = new UnderWay(task, clone.progress());
        }
        byTask.put(task, attempt);
        Long chain = chainOfTask.get(task);
        if (chain != null) {
            attempt.chain = chain;
            byChain.put(chain, attempt);
        }
    }

    /** The tasks of clones that are under way as far as is known. */
    List<ManagedObject> underWay() {
        return byMark.values().stream()
                .flatMap(List::stream)
                .filter(each -> each.outcome instanceof UnderWay && each.task != null)
                .flatMap(each -> Stream.ofNullable(each.task))
                .toList();
    }

    /** vCenter does not know the task any more: the machine itself, or its absence, tells. */
    void forgotten(ManagedObject task) {
        Attempt attempt = byTask.get(task);
        if (attempt != null && attempt.outcome instanceof UnderWay) {
            attempt.outcome = new Done();
        }
    }

    /**
     * How the making of the machine stands, of all attempts together: one under way counts before one that has failed,
     * and the first failure that is not another attempt's being first tells why.
     */
    Optional<Outcome> of(String mark) {
        List<Attempt> all = byMark.getOrDefault(mark, List.of());
        Optional<Outcome> running = first(all, true, UnderWay.class);
        if (running.isPresent()) {
            return running;
        }
        Optional<Outcome> done = first(all, false, Done.class);
        if (done.isPresent()) {
            return done;
        }
        List<Outcome> concluded = all.stream()
                .map(each -> each.outcome)
                .filter(each -> !(each instanceof UnderWay))
                .toList();
        return concluded.stream()
                .filter(each -> !(each instanceof Failed failed && failed.duplicate()))
                .findFirst()
                .or(() -> concluded.stream().findFirst())
                .or(() -> first(all, false, UnderWay.class));
    }

    private static Optional<Outcome> first(List<Attempt> all, boolean withTask, Class<? extends Outcome> kind) {
        return all.stream()
                .filter(each -> !withTask || each.task != null)
                .map(each -> each.outcome)
                .filter(kind::isInstance)
                .findFirst();
    }
}
