package io.instancebus.faults;

import io.instancebus.avro.CommandType;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.faults.check.AnswerChecks;
import io.instancebus.faults.check.CommandKey;
import io.instancebus.faults.check.DeadLetterChecks;
import io.instancebus.faults.check.Disclosures;
import io.instancebus.faults.check.Folded;
import io.instancebus.faults.check.Images;
import io.instancebus.faults.check.Log;
import io.instancebus.faults.check.ProviderChecks;
import io.instancebus.faults.check.Rest;
import io.instancebus.faults.check.Rule;
import io.instancebus.faults.check.Verdict;
import io.instancebus.schemas.consumer.DeadLetter;
import io.instancebus.schemas.header.DeadLetterHeaders;
import io.instancebus.testbed.ServiceProcess;
import io.instancebus.testbed.Testbed;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads everything while all services run and no commands are sent, and returns the verdict of each rule. */
final class Judgement {
    /** The time that outages of the answering service itself may add to a deadline. */
    private static final Duration ALLOWANCE = Duration.ofSeconds(60);

    private final Testbed testbed;
    private final Bus bus;
    private final Sandboxes sandboxes;
    private final Disclosures disclosures;
    private final Rebuild rebuild;
    private final List<Verdict> verdicts = new ArrayList<>();
    private List<InstanceEvent> log = List.of();

    Judgement(Testbed testbed, Bus bus, Disclosures disclosures, Rebuild rebuild) {
        this.testbed = testbed;
        this.bus = bus;
        this.sandboxes = new Sandboxes(testbed);
        this.disclosures = disclosures;
        this.rebuild = rebuild;
    }

    /** The verdicts of all rules except those on files, which are read when no process writes any more. */
    List<Verdict> all(Witness witness) throws IOException, InterruptedException, SQLException {
        log = bus.events();
        Map<String, Folded> folded = Folded.of(log);
        Map<String, String> conditions = sandboxes.conditions();
        Set<CommandKey> commands = new HashSet<>(witness.taken());
        bus.commands().forEach(command -> commands.add(CommandKey.of(command)));
        verdicts.add(AnswerChecks.once(commands, log));
        verdicts.add(AnswerChecks.inTime(log, witness.arrivals(), ALLOWANCE));
        verdicts.add(Log.sequences(log));
        verdicts.add(Log.transitions(log));
        verdicts.add(Images.snapshots(folded, bus.snapshots(), Instant.now()));
        verdicts.add(DeadLetterChecks.putAside(witness.spoiled(), deadLetters()));
        verdicts.add(ProviderChecks.once(sandboxes.made(), created()));
        verdicts.add(ProviderChecks.agrees(folded, conditions));
        verdicts.add(ProviderChecks.destroyedOnRequest(conditions, destroyed()));
        verdicts.add(Rest.letGo(
                testbed.processes().stream().map(ServiceProcess::name).toList(),
                witness.before(),
                Holdings.of(testbed)));
        verdicts.add(noSecretInRecords());
        view(folded);
        return List.copyOf(verdicts);
    }

    /**
     * Whether events arrived after the log was read. Later readings may then not be compared with it. Watchers can
     * report changes at any time.
     */
    boolean overtaken() {
        return bus.events().size() > log.size();
    }

    /** A reader waits for an unavailable schema before it publishes a dead letter, and again after a restart. */
    static boolean lettersMissing(List<Verdict> verdicts) {
        return verdicts.stream().anyMatch(verdict -> verdict.rule() == Rule.DEAD_LETTERS && !verdict.held());
    }

    private List<String> deadLetters() {
        return bus.all(Bus.TOPICS.deadLetters()).stream()
                .flatMap(one -> digest(one).stream())
                .toList();
    }

    /** The digest of the value, which may have been withheld. */
    private static Optional<String> digest(ConsumerRecord<byte[], byte[]> letter) {
        if (letter.value() != null) {
            return Optional.of(DeadLetter.sha256(letter.value()));
        }
        return DeadLetterHeaders.from(letter.headers()).flatMap(headers -> Optional.ofNullable(headers.valueSha256()));
    }

    private Set<String> created() {
        return instances(event -> event.getCommandSucceeded() != null
                && event.getCommandSucceeded().getCommandType() == CommandType.CREATE);
    }

    private Set<String> destroyed() {
        return instances(event -> event.getCommandAccepted() != null
                && event.getCommandAccepted().getCommandType() == CommandType.DESTROY);
    }

    private Set<String> instances(Predicate<InstanceEvent> event) {
        return log.stream().filter(event).map(InstanceEvent::getInstanceId).collect(Collectors.toSet());
    }

    private void view(Map<String, Folded> folded) throws IOException, InterruptedException, SQLException {
        List<String> events;
        List<String> commands;
        try (ViewReading view = new ViewReading(testbed)) {
            verdicts.add(Rest.nothingStuck(folded, view.waiting()));
            verdicts.add(Images.view(Rule.VIEW, folded, view.instances()));
            events = view.events();
            commands = view.commands();
        }
        long written = sandboxes.written();
        Optional<String> failed = rebuild.run(testbed);
        if (failed.isPresent()) {
            for (Rule rule :
                    List.of(Rule.VIEW_REBUILT, Rule.HISTORY_REBUILT, Rule.FATES_REBUILT, Rule.REBUILD_HARMLESS)) {
                verdicts.add(new Verdict.NotLookedAt(rule, "the view was not rebuilt: " + failed.get()));
            }
            return;
        }
        long grown = sandboxes.written() - written;
        try (ViewReading view = new ViewReading(testbed)) {
            verdicts.add(Images.view(Rule.VIEW_REBUILT, folded, view.instances()));
            verdicts.add(Images.same(Rule.HISTORY_REBUILT, events, view.events()));
            verdicts.add(Images.same(Rule.FATES_REBUILT, commands, view.commands()));
        }
        verdicts.add(Verdict.of(
                Rule.REBUILD_HARMLESS,
                written,
                grown == 0 ? List.of() : List.of("the journals of the sandboxes grew by " + grown + " bytes")));
    }

    private Verdict noSecretInRecords() throws InterruptedException {
        List<String> broken = new ArrayList<>();
        long[] looked = {0};
        for (String topic : bus.topics()) {
            bus.scan(topic, one -> {
                looked[0]++;
                if (disclosures.in(one)) {
                    broken.add("a secret is in " + topic + "-" + one.partition() + " at " + one.offset());
                }
            });
        }
        return Verdict.of(Rule.NO_SECRET_IN_RECORDS, looked[0], broken);
    }
}
