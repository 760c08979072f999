package io.instancebus.faults.check;

import io.instancebus.avro.InstanceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that each command was answered, once, and in time. */
public final class AnswerChecks {
    public static final String ACCEPTED = "CommandAccepted";
    public static final String REJECTED = "CommandRejected";

    /** The final answers: no other follows them. */
    public static final Set<String> LAST = Set.of("CommandSucceeded", "CommandFailed", "CommandOutcomeUnknown");

    private AnswerChecks() {}

    /** The answers to one command: the ids of the events. */
    private record Said(Set<String> accepted, Set<String> rejected, Set<String> last) {
        Said() {
            this(new HashSet<>(), new HashSet<>(), new HashSet<>());
        }

        boolean inOrder() {
            return accepted.size() + rejected.size() == 1 && last.size() == accepted.size();
        }

        @Override
        public String toString() {
            return accepted.size() + " times accepted, " + rejected.size() + " times rejected, " + last.size()
                    + " final answers";
        }
    }

    /**
     * Each command that the broker has is accepted or rejected once, an accepted one has one final answer, and nothing
     * else is answered.
     */
    public static Verdict once(Collection<CommandKey> taken, List<InstanceEvent> log) {
        Map<CommandKey, Said> said = new HashMap<>();
        Set<CommandKey> distinct = new HashSet<>(taken);
        for (InstanceEvent event : log) {
            Said one = said.computeIfAbsent(CommandKey.of(event), key -> new Said());
            if (event.getType().equals(ACCEPTED)) {
                one.accepted().add(event.getEventId());
            } else if (event.getType().equals(REJECTED)) {
                one.rejected().add(event.getEventId());
            } else if (LAST.contains(event.getType())) {
                one.last().add(event.getEventId());
            }
        }
        List<String> broken = new ArrayList<>();
        for (CommandKey command : distinct) {
            Said answers = said.getOrDefault(command, new Said());
            if (!answers.inOrder()) {
                broken.add("command " + command + ": " + answers);
            }
        }
        said.forEach((command, answers) -> {
            if (!distinct.contains(command) && !answers.equals(new Said())) {
                broken.add("command " + command + " was answered but never sent: " + answers);
            }
        });
        return Verdict.of(Rule.ANSWERED_ONCE, distinct.size(), broken);
    }

    /**
     * Each accepted command has its final answer by its deadline, with an allowance for outages of the answering
     * service.
     *
     * @param arrivals the time at which each event arrived, by its id, on the observer's clock, in nanoseconds
     */
    public static Verdict inTime(List<InstanceEvent> log, Map<String, Long> arrivals, Duration allowance) {
        Map<CommandKey, InstanceEvent> accepted = new HashMap<>();
        List<String> broken = new ArrayList<>();
        long looked = 0;
        for (InstanceEvent event : log) {
            if (event.getType().equals(ACCEPTED)) {
                accepted.put(CommandKey.of(event), event);
                continue;
            }
            InstanceEvent first = accepted.get(CommandKey.of(event));
            if (first != null && LAST.contains(event.getType())) {
                Long began = arrivals.get(first.getEventId());
                Long ended = arrivals.get(event.getEventId());
                looked++;
                if (began == null || ended == null) {
                    broken.add("command " + CommandKey.of(event)
                            + " was answered, but the answers' arrival was not recorded");
                    continue;
                }
                Duration took = Duration.ofNanos(ended - began);
                Duration allowed = Duration.between(
                        first.getRecordedAt(), first.getCommandAccepted().getDeadline());
                if (took.compareTo(allowed.plus(allowance)) > 0) {
                    broken.add("command " + CommandKey.of(event) + " was answered after " + took + ", and " + allowed
                            + " were allowed");
                }
            }
        }
        return Verdict.of(Rule.ANSWERED_IN_TIME, looked, broken);
    }
}
