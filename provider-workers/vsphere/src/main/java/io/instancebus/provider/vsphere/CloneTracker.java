package io.instancebus.provider.vsphere;

import io.instancebus.domain.Failure;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.LocalizedFault;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.VimEvent;
import io.instancebus.provider.vsphere.vim.VimTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The clones that are or were under way, by the mark of the instance that each is for. A clone is known by the
 * reference of its task, where this process started it, and by the events that vCenter writes of it, which name the
 * machine to be and belong to the task's chain: so it is found again by whoever comes later. One thread's.
 */
final class CloneTracker {
    private static final int MOST = 20_000;
    /** vCenter's event about a failed clone says more than the task, and may come a moment later. */
    private static final Duration UNTIL_EVENT = Duration.ofSeconds(1);

    private static final Predicate<LocalizedFault> WORTH_WORDS =
            fault -> !fault.type().equals("RequestCanceled") && !fault.type().equals("DuplicateName");

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
        private @Nullable ManagedObject task;
        private Outcome outcome = new UnderWay(null, null);
        private @Nullable String eventText;
        private @Nullable LocalizedFault untold;
        private @Nullable Deadline patience;

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
        byChain.put(chain, started);
        if (task != null) {
            link(started, task);
        }
        return started;
    }

    private Optional<String> failed(VimEvent event) {
        Optional<String> mark = Naming.markIn(event.destName());
        LocalizedFault reason = event.reason();
        if (mark.isPresent() && reason != null) {
            Attempt attempt = failing(mark.get(), event.chain());
            attempt.eventText = event.message();
            attempt.untold = null;
            attempt.outcome = failed(attempt, reason);
        }
        return mark;
    }

    /** The attempt of the chain, or else the only one that is under way. */
    private Attempt failing(String mark, long chain) {
        List<Attempt> open = byMark.getOrDefault(mark, List.of()).stream()
                .filter(each -> each.outcome instanceof UnderWay)
                .toList();
        return !byChain.containsKey(chain) && open.size() == 1 ? open.getFirst() : attempt(mark, chain);
    }

    private Optional<String> done(VimEvent event) {
        Optional<String> mark = Naming.markIn(event.vmName());
        mark.ifPresent(it -> {
            List<Attempt> all = byMark.getOrDefault(it, List.of());
            if (all.isEmpty()) {
                begin(it).outcome = new Done();
            }
            // Of one name there is one machine: what is still under way comes too late.
            all.stream().filter(each -> each.outcome instanceof UnderWay).forEach(each -> each.outcome = new Done());
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
        LocalizedFault error = task.error();
        if (error != null && attempt.outcome instanceof UnderWay && WORTH_WORDS.test(error)) {
            if (attempt.untold == null) {
                attempt.patience = Deadline.in(UNTIL_EVENT);
            }
            attempt.untold = error;
        } else if (attempt.outcome instanceof UnderWay || task.state() == VimTask.State.SUCCESS) {
            // What an event has said already is not taken back by an older state of the task.
            attempt.outcome = outcome(attempt, task);
        }
        return Optional.of(attempt.mark);
    }

    /** Whether there are failures whose event has not come yet. */
    boolean awaitsWords() {
        return byMark.values().stream().flatMap(List::stream).anyMatch(each -> each.untold != null);
    }

    /** The failures that no event has come for in time count without one; the marks of their instances. */
    Set<String> settle() {
        Set<String> marks = new HashSet<>();
        byMark.values().stream().flatMap(List::stream).forEach(each -> {
            LocalizedFault fault = each.untold;
            Deadline patience = each.patience;
            if (fault != null && (patience == null || patience.passed())) {
                each.untold = null;
                each.outcome = failed(each, fault);
                marks.add(each.mark);
            }
        });
        return marks;
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
        Failure failure = Failures.failure(fault, attempt.eventText);
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
     * How the making of the machine stands, of all clones together: one under way counts before one that has failed,
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
