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
 * Tracks the clones of instances, by the mark in the machine's name. A clone is identified by the reference of its
 * task, if this process started it, and by vCenter's events, which name the new machine and belong to the task's chain.
 * So another process can track it too. Not thread-safe.
 */
final class CloneTracker {
    private static final int MOST = 20_000;
    /** How long to wait for vCenter's event about a failed clone, which says more than the task and may come later. */
    private static final Duration UNTIL_EVENT = Duration.ofSeconds(1);

    private static final Predicate<LocalizedFault> WORTH_WORDS =
            fault -> !fault.type().equals("RequestCanceled") && !fault.type().equals("DuplicateName");

    /** How far the creation of an instance's machine is. */
    sealed interface Outcome {}

    /** @param task the task, by which the clone can be cancelled; null if only events are known */
    record UnderWay(@Nullable ManagedObject task, @Nullable Integer progress) implements Outcome {}

    /** @param duplicate whether it failed because another clone has the same name */
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

    /** Forgets the oldest entries. */
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

    /**
     * Applies an event.
     *
     * @return the mark of the instance whose creation the event is about, if it is about one
     */
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

    /** The attempt of the chain; else the only attempt in progress. */
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
            // A folder has one machine of a name, so attempts that are still in progress come too late.
            all.stream().filter(each -> each.outcome instanceof UnderWay).forEach(each -> each.outcome = new Done());
        });
        return mark;
    }

    /**
     * Applies the state of a task.
     *
     * @return the mark of the instance whose machine the task creates, if that is known
     */
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
            // An older state of the task does not undo what an event said.
            attempt.outcome = outcome(attempt, task);
        }
        return Optional.of(attempt.mark);
    }

    /** Whether a failure still waits for its event. */
    boolean awaitsWords() {
        return byMark.values().stream().flatMap(List::stream).anyMatch(each -> each.untold != null);
    }

    /** Ends the wait of failures whose event did not come in time. Returns the marks of their instances. */
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

    /** The tasks of clones that are in progress, as far as known. */
    List<ManagedObject> underWay() {
        return byMark.values().stream()
                .flatMap(List::stream)
                .filter(each -> each.outcome instanceof UnderWay && each.task != null)
                .flatMap(each -> Stream.ofNullable(each.task))
                .toList();
    }

    /** vCenter no longer knows the task: the machine, or its absence, shows the result. */
    void forgotten(ManagedObject task) {
        Attempt attempt = byTask.get(task);
        if (attempt != null && attempt.outcome instanceof UnderWay) {
            attempt.outcome = new Done();
        }
    }

    /**
     * The combined result of all clones of the mark: one in progress comes before a failed one. Of failures the first
     * counts, unless it only says that another attempt has the name.
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
