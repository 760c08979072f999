package io.instancebus.faults;

import io.instancebus.avro.CommandType;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.faults.check.Answers;
import io.instancebus.faults.check.CommandKey;
import io.instancebus.faults.check.DeadLetters;
import io.instancebus.faults.check.Disclosures;
import io.instancebus.faults.check.Folded;
import io.instancebus.faults.check.Images;
import io.instancebus.faults.check.Log;
import io.instancebus.faults.check.Provider;
import io.instancebus.faults.check.Rest;
import io.instancebus.faults.check.Verdict;
import io.instancebus.testbed.ServiceProcess;
import io.instancebus.testbed.Testbed;
import io.instancebus.testbed.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads everything there is while all runs and nothing happens, and says of each rule whether it held. */
final class Judgement {
    /** What an outage of the answering service itself may add to a deadline. */
    private static final Duration ALLOWANCE = Duration.ofSeconds(60);

    private final Testbed testbed;
    private final Bus bus;
    private final Sandboxes sandboxes;
    private final Disclosures disclosures;
    private final List<Verdict> verdicts = new ArrayList<>();
    private List<InstanceEvent> log = List.of();

    Judgement(Testbed testbed, Bus bus, Disclosures disclosures) {
        this.testbed = testbed;
        this.bus = bus;
        this.sandboxes = new Sandboxes(testbed);
        this.disclosures = disclosures;
    }

    /**
     * @param taken the commands that the broker has confirmed
     * @param arrivals when each event was seen
     * @param spoiled the undecodable values that the broker took
     * @param before what each process held before the first fault
     */
    List<Verdict> all(
            Set<CommandKey> taken, Map<String, Long> arrivals, List<String> spoiled, Map<String, Usage> before)
            throws IOException, InterruptedException, SQLException {
        log = bus.events();
        Map<String, Folded> folded = Folded.of(log);
        Set<CommandKey> commands = new HashSet<>(taken);
        bus.commands().forEach(command -> commands.add(CommandKey.of(command)));
        verdicts.add(Answers.once(commands, log));
        verdicts.add(Answers.inTime(log, arrivals, ALLOWANCE));
        verdicts.add(Log.sequences(log));
        verdicts.add(Log.transitions(log));
        verdicts.add(Images.snapshots(folded, bus.snapshots()));
        verdicts.add(DeadLetters.once(spoiled, deadLetters()));
        verdicts.add(Provider.once(sandboxes.made(), created(log)));
        verdicts.add(Provider.agrees(folded, sandboxes.conditions()));
        verdicts.add(Rest.letGo(before, Holdings.of(testbed)));
        verdicts.add(noSecretOnTopics());
        view(folded);
        return List.copyOf(verdicts);
    }

    /**
     * Whether events have come since the log was read, so that what was read after it may not be compared with it: what
     * the watchers see comes when it comes.
     */
    boolean overtaken() {
        return bus.events().size() > log.size();
    }

    private List<String> deadLetters() {
        return bus.all(Bus.TOPICS.deadLetters()).stream()
                .filter(one -> one.value() != null)
                .map(one -> new String(one.value(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static Set<String> created(List<InstanceEvent> log) {
        return log.stream()
                .filter(event -> event.getCommandSucceeded() != null
                        && event.getCommandSucceeded().getCommandType() == CommandType.CREATE)
                .map(InstanceEvent::getInstanceId)
                .collect(Collectors.toSet());
    }

    private void view(Map<String, Folded> folded) throws IOException, InterruptedException, SQLException {
        List<String> events;
        List<String> commands;
        try (ViewReading view = new ViewReading(testbed)) {
            verdicts.add(Rest.nothingStuck(folded, view.waiting()));
            verdicts.add(Images.view("the view is the fold of the log", folded, view.instances()));
            events = view.events();
            commands = view.commands();
        }
        long written = sandboxes.written();
        rebuild();
        long grown = sandboxes.written() - written;
        try (ViewReading view = new ViewReading(testbed)) {
            verdicts.add(Images.view("after a rebuild, the view is the fold of the log", folded, view.instances()));
            verdicts.add(Images.same("after a rebuild, the view's history is the same", events, view.events()));
            verdicts.add(Images.same("after a rebuild, each command's fate is the same", commands, view.commands()));
        }
        verdicts.add(new Verdict(
                "the rebuild changed nothing at the provider",
                1,
                grown == 0 ? List.of() : List.of("its journals grew by " + grown + " bytes")));
    }

    private void rebuild() throws InterruptedException {
        List<ServiceProcess> projectors = testbed.services().stream()
                .filter(process -> process.name().startsWith("state-projector"))
                .toList();
        projectors.forEach(ServiceProcess::terminate);
        try (ServiceProcess rebuild = testbed.another(
                "rebuild",
                "rebuild",
                testbed.configuration(projectors.getFirst().name()),
                said -> true)) {
            rebuild.start();
            rebuild.handle().ifPresent(running -> running.onExit().join());
        }
    }

    private Verdict noSecretOnTopics() {
        List<String> broken = new ArrayList<>();
        long looked = 0;
        for (String topic : List.of(
                Bus.TOPICS.commands(),
                Bus.TOPICS.events(),
                Bus.TOPICS.state(),
                Bus.TOPICS.tasks("sandbox"),
                Bus.TOPICS.runs(),
                Bus.TOPICS.observations(),
                Bus.TOPICS.reports(),
                Bus.TOPICS.accountEvents(),
                Bus.TOPICS.deadLetters())) {
            for (var one : bus.all(topic)) {
                looked++;
                if (one.value() != null && disclosures.in(one.value())) {
                    broken.add("a secret is in " + topic + "-" + one.partition() + " at " + one.offset());
                }
            }
        }
        return new Verdict("no secret in any record", looked, broken);
    }
}
