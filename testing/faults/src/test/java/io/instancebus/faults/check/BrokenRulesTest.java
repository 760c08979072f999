package io.instancebus.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.InstanceState;
import io.instancebus.testbed.Usage;
import io.instancebus.view.InstanceRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each check accepts valid data, and detects a violation. */
class BrokenRulesTest {
    private static final CommandKey CREATE = new CommandKey("a", "create");
    private static final Instant LATER = Tale.BEGIN.plus(Duration.ofDays(2));
    private static final CommandKey STOP = new CommandKey("a", "stop");

    @TempDir
    private Path folder;

    @Test
    void aCommandWithoutAnAnswerIsSeen() {
        List<InstanceEvent> log = Tale.created("a").events();
        assertHeld(AnswerChecks.once(List.of(CREATE), log));
        assertHeld(AnswerChecks.once(
                List.of(CREATE, STOP), Tale.created("a").rejected("stop").events()));
        assertBroken(AnswerChecks.once(List.of(CREATE, STOP), log), "stop for a: 0 times accepted");
        assertBroken(AnswerChecks.once(List.of(CREATE), log.subList(0, 4)), "0 final answers");
    }

    @Test
    void aCommandAnsweredTwiceOrUnaskedIsSeen() {
        assertBroken(
                AnswerChecks.once(
                        List.of(CREATE), Tale.created("a").succeeded("create").events()),
                "2 final answers");
        assertBroken(
                AnswerChecks.once(
                        List.of(CREATE),
                        Tale.created("a").accepted("create", Duration.ZERO).events()),
                "2 times accepted");
        assertBroken(
                AnswerChecks.once(
                        List.of(CREATE, STOP),
                        Tale.created("a").rejected("stop").rejected("stop").events()),
                "2 times rejected");
        assertBroken(AnswerChecks.once(List.of(), Tale.created("a").events()), "but never sent");
    }

    @Test
    void anAnswerAfterItsDeadlineIsSeen() {
        List<InstanceEvent> log = Tale.created("a").events();
        Duration allowance = Duration.ofSeconds(10);
        assertHeld(AnswerChecks.inTime(log, arrivals(Duration.ofSeconds(69)), allowance));
        assertBroken(AnswerChecks.inTime(log, arrivals(Duration.ofSeconds(71)), allowance), "answered after PT1M11S");
    }

    private static Map<String, Long> arrivals(Duration last) {
        return Map.of("a:1", 0L, "a:5", last.toNanos());
    }

    @Test
    void aGapAndADuplicateAreSeen() {
        List<InstanceEvent> log = new ArrayList<>(Tale.created("a").events());
        assertHeld(Log.sequences(log));
        InstanceEvent third = log.remove(2);
        assertBroken(Log.sequences(log), "after event 2 comes 4");
        log.add(2, third);
        log.add(3, third);
        assertBroken(Log.sequences(log), "after event 3 comes 3");
    }

    @Test
    void anIllegalTransitionIsSeen() {
        assertHeld(Log.transitions(Tale.created("a").events()));
        assertBroken(
                Log.transitions(Tale.created("a")
                        .state(InstanceState.STOPPED, InstanceState.RUNNING)
                        .events()),
                "STOPPED → RUNNING, but the state was RUNNING");
        assertBroken(
                Log.transitions(Tale.created("a")
                        .state(InstanceState.RUNNING, InstanceState.FINISH)
                        .state(InstanceState.FINISH, InstanceState.RUNNING)
                        .events()),
                "FINISH → RUNNING");
    }

    @Test
    void aViewThatIsNotTheFoldIsSeen() {
        Map<String, Folded> folded = Folded.of(Tale.created("a").events());
        assertHeld(Images.view(Rule.VIEW, folded, List.of(row("a", 5, "RUNNING", false, "i-1"))));
        assertBroken(Images.view(Rule.VIEW, folded, List.of()), "is shown as null");
        assertBroken(Images.view(Rule.VIEW, folded, List.of(row("a", 4, "RUNNING", false, "i-1"))), "version 5");
        assertBroken(Images.view(Rule.VIEW, folded, List.of(row("a", 5, "STOPPED", false, "i-1"))), "STOPPED");
        assertBroken(Images.view(Rule.VIEW, folded, List.of(row("a", 5, "RUNNING", true, "i-1"))), "vanished");
        assertBroken(Images.view(Rule.VIEW, folded, List.of(row("a", 5, "RUNNING", false, "i-2"))), "i-2");
        assertBroken(
                Images.view(
                        Rule.VIEW,
                        folded,
                        List.of(row("a", 5, "RUNNING", false, "i-1"), row("b", 5, "RUNNING", false, "i-1"))),
                "b does not exist");
        assertHeld(Images.view(
                Rule.VIEW,
                Folded.of(Tale.created("a").vanished().events()),
                List.of(row("a", 6, "RUNNING", true, "i-1"))));
    }

    @Test
    void aSnapshotThatIsNotTheFoldIsSeen() {
        Map<String, Folded> folded = Folded.of(Tale.created("a").events());
        assertHeld(Images.snapshots(folded, Map.of("a", snapshot(5, InstanceState.RUNNING)), LATER));
        assertBroken(Images.snapshots(folded, Map.of("a", snapshot(4, InstanceState.RUNNING)), LATER), "version 4");
        assertBroken(Images.snapshots(folded, Map.of("a", snapshot(5, InstanceState.STOPPED)), LATER), "STOPPED");
        assertBroken(Images.snapshots(folded, Map.of(), LATER), "is shown as null");
    }

    @Test
    void aSnapshotOfWhatFinishedLessThanADayAgoIsMissed() {
        List<InstanceEvent> log = new ArrayList<>(Tale.created("runs").events());
        log.addAll(Tale.created("a")
                .state(InstanceState.RUNNING, InstanceState.FINISH)
                .events());
        Map<String, Folded> folded = Folded.of(log);
        InstanceSnapshot runs = snapshot(5, InstanceState.RUNNING);
        Instant day = Tale.BEGIN.plus(Duration.ofDays(1));
        assertBroken(Images.snapshots(folded, Map.of("runs", runs), day.minusMillis(1)), "is shown as null");
        assertHeld(Images.snapshots(folded, Map.of("runs", runs), day));
        assertBroken(Images.snapshots(folded, Map.of("runs", runs, "a", runs), day), "FINISH");
    }

    @Test
    void aRebuildThatGivesSomethingElseIsSeen() {
        assertHeld(Images.same(Rule.HISTORY_REBUILT, List.of("1", "2"), List.of("2", "1")));
        assertBroken(Images.same(Rule.HISTORY_REBUILT, List.of("1", "2"), List.of("1")), "2 is 2");
        assertBroken(Images.same(Rule.HISTORY_REBUILT, List.of("1"), List.of("1", "2")), "2 does not exist");
    }

    @Test
    void aSecondInstanceAndAMissingOneAreSeen() {
        assertHeld(ProviderChecks.once(Map.of("a", Set.of("i-1")), Set.of("a")));
        assertBroken(ProviderChecks.once(Map.of("a", Set.of("i-1", "i-2")), Set.of("a")), "made 2 times");
        assertBroken(ProviderChecks.once(Map.of(), Set.of("a")), "never was");
    }

    @Test
    void aProviderThatHasSomethingElseIsSeen() {
        Map<String, Folded> running = Folded.of(Tale.created("a").events());
        Map<String, Folded> finished = Folded.of(Tale.created("a")
                .state(InstanceState.RUNNING, InstanceState.FINISH)
                .events());
        Map<String, Folded> stopping = Folded.of(Tale.created("a")
                .state(InstanceState.RUNNING, InstanceState.STOPPING)
                .events());
        assertHeld(ProviderChecks.agrees(running, Map.of("a", "RUNNING")));
        assertHeld(ProviderChecks.agrees(finished, Map.of("a", "GONE")));
        assertHeld(ProviderChecks.agrees(stopping, Map.of("a", "STOPPING")));
        assertBroken(ProviderChecks.agrees(finished, Map.of("a", "RUNNING")), "a is FINISH on the bus, but RUNNING");
        assertBroken(ProviderChecks.agrees(running, Map.of("a", "STOPPED")), "a is RUNNING on the bus, but STOPPED");
        assertBroken(ProviderChecks.agrees(running, Map.of()), "never made");
        assertBroken(ProviderChecks.agrees(stopping, Map.of("a", "STOPPED")), "a is STOPPING on the bus, but STOPPED");
        assertBroken(ProviderChecks.agrees(Map.of(), Map.of("a", "RUNNING")), "does not know it");
    }

    @Test
    void whatIsStuckIsSeen() {
        Map<String, Folded> folded = Folded.of(Tale.created("a").events());
        assertHeld(Rest.nothingStuck(folded, List.of()));
        assertBroken(Rest.nothingStuck(folded, List.of("stop for a")), "stop for a waits");
        assertBroken(
                Rest.nothingStuck(Folded.of(Tale.created("a").events().subList(0, 1)), List.of()), "a stays START");
    }

    @Test
    void whatWasNotLetGoIsSeen() {
        Map<String, Usage> before = Map.of("gateway", new Usage(200L << 20, 100));
        assertHeld(Rest.letGo(List.of("gateway"), before, Map.of("gateway", new Usage(210L << 20, 110))));
        assertBroken(
                Rest.letGo(List.of("gateway"), before, Map.of("gateway", new Usage(200L << 20, 400))),
                "400 open files");
        assertBroken(Rest.letGo(List.of("gateway"), before, Map.of("gateway", new Usage(900L << 20, 100))), "900 MiB");
        assertBroken(Rest.letGo(List.of("gateway"), before, Map.of()), "could not be measured afterwards");
    }

    @Test
    void aDeadLetterThatIsMissingChangedOrTwiceIsSeen() {
        assertHeld(DeadLetterChecks.putAside(spoiled("x", "y"), digests("y", "x")));
        assertBroken(DeadLetterChecks.putAside(spoiled("x", "y"), digests("y")), "0 times");
        assertBroken(DeadLetterChecks.putAside(spoiled("x"), digests("x", "x")), "2 times");
    }

    @Test
    void aDeadLetterMayComeTwiceOrNeverOnlyWhereItsReaderMayDoSo() {
        List<Spoiled> some = List.of(new Spoiled("x", Spoiled.Letters.SOME));
        List<Spoiled> any = List.of(new Spoiled("x", Spoiled.Letters.ANY));
        assertHeld(DeadLetterChecks.putAside(some, digests("x", "x")));
        assertBroken(DeadLetterChecks.putAside(some, List.of()), "0 times");
        assertHeld(DeadLetterChecks.putAside(any, List.of()));
    }

    @Test
    void aRecordThatWasPutAsideAndCouldBeReadIsSeen() {
        assertBroken(
                DeadLetterChecks.putAside(spoiled("x"), digests("x", "a command")), "that the harness did not plant");
    }

    private static List<String> digests(String... values) {
        return Arrays.stream(values)
                .map(value -> new Spoiled(value, Spoiled.Letters.ONE).digest())
                .toList();
    }

    private static List<Spoiled> spoiled(String... values) {
        return Arrays.stream(values)
                .map(value -> new Spoiled(value, Spoiled.Letters.ONE))
                .toList();
    }

    @Test
    void aMachineThatNoCommandToDestroyNamedIsSeen() {
        assertHeld(ProviderChecks.destroyedOnRequest(Map.of("a", "GONE", "b", "RUNNING"), Set.of("a")));
        assertBroken(
                ProviderChecks.destroyedOnRequest(Map.of("a", "GONE", "b", "GONE"), Set.of("a")),
                "b was destroyed at the provider");
        assertBroken(ProviderChecks.destroyedOnRequest(Map.of("a", "DESTROYING"), Set.of()), "a was destroyed");
    }

    @Test
    void whatNobodyLookedAtHasNotHeld() {
        List<InstanceEvent> empty = List.of();
        List<Verdict> verdicts = List.of(
                AnswerChecks.once(List.of(), empty),
                AnswerChecks.inTime(empty, Map.of(), Duration.ZERO),
                Log.sequences(empty),
                Log.transitions(empty),
                Images.snapshots(Map.of(), Map.of(), LATER),
                Images.view(Rule.VIEW, Map.of(), List.of()),
                Images.same(Rule.HISTORY_REBUILT, List.of(), List.of()),
                DeadLetterChecks.putAside(List.of(), List.of()),
                ProviderChecks.once(Map.of(), Set.of()),
                ProviderChecks.agrees(Map.of(), Map.of()),
                ProviderChecks.destroyedOnRequest(Map.of("a", "RUNNING"), Set.of("a")),
                Rest.nothingStuck(Map.of(), List.of()),
                Rest.letGo(List.of(), Map.of(), Map.of()));
        assertThat(verdicts)
                .allSatisfy(verdict -> assertThat(verdict)
                        .isInstanceOf(Verdict.NotLookedAt.class)
                        .returns(false, Verdict::held));
    }

    @Test
    void aRuleThatNobodyCheckedHasNotHeld() {
        List<Verdict> all = Verdict.complete(List.of(new Verdict.Held(Rule.VIEW, 1)));
        assertThat(all).extracting(Verdict::rule).containsExactlyInAnyOrder(Rule.values());
        assertThat(all).filteredOn(Verdict::held).extracting(Verdict::rule).containsExactly(Rule.VIEW);
    }

    @Test
    void anAnswerThatWasNotSeenComingIsSeen() {
        List<InstanceEvent> log = Tale.created("a").events();
        assertBroken(AnswerChecks.inTime(log, Map.of("a:1", 0L), Duration.ofSeconds(10)), "was not recorded");
    }

    @Test
    void aSecretIsFoundInEveryPartOfARecord() {
        byte[] secret = "xAbcdefgh23456789rest".getBytes(StandardCharsets.UTF_8);
        byte[] innocent = "nothing".getBytes(StandardCharsets.UTF_8);
        Disclosures disclosures = new Disclosures("Abcdefgh23456789");
        assertThat(disclosures.in(record(innocent, innocent, "name", innocent))).isFalse();
        assertThat(disclosures.in(record(null, null, "name", null))).isFalse();
        assertThat(disclosures.in(record(secret, innocent, "name", innocent))).isTrue();
        assertThat(disclosures.in(record(innocent, secret, "name", innocent))).isTrue();
        assertThat(disclosures.in(record(innocent, innocent, "xAbcdefgh23456789rest", innocent)))
                .isTrue();
        assertThat(disclosures.in(record(innocent, innocent, "name", secret))).isTrue();
    }

    private static ConsumerRecord<byte[], byte[]> record(
            byte @Nullable [] key, byte @Nullable [] value, String header, byte @Nullable [] headerValue) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("topic", 0, 0, key, value);
        record.headers().add(header, headerValue);
        return record;
    }

    @Test
    void aSearchThatDoesNotFindTheSecretsWhereTheyAreKeptProvesNothing() throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(folder.resolve("innocent"), "nothing");
        assertThat(new Disclosures("Abcdefgh23456789").search(List.of(folder), secrets))
                .isInstanceOf(Verdict.NotLookedAt.class);
    }

    @Test
    void aSecretIsFoundWhereverAndHoweverItLies() throws IOException {
        String mark = "Abcdefgh23456789";
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("password"), mark + "rest");
        Files.writeString(folder.resolve("innocent"), "nothing");
        Disclosures disclosures = new Disclosures(mark);
        assertHeld(disclosures.search(List.of(folder), secrets));
        String text = "x" + mark + "rest";
        for (String disguise : List.of(
                text,
                Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)),
                Base64.getEncoder().encodeToString(("x" + text).getBytes(StandardCharsets.UTF_8)),
                Base64.getEncoder().encodeToString(("xx" + text).getBytes(StandardCharsets.UTF_8)),
                java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)),
                new String(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1))) {
            for (int before : List.of(0, (1 << 20) - 7, 3 << 20)) {
                Path file = folder.resolve("file");
                Files.write(file, ("-".repeat(before) + disguise).getBytes(StandardCharsets.ISO_8859_1));
                assertBroken(disclosures.search(List.of(folder), secrets), "a secret is in " + file);
            }
        }
    }

    private static void assertHeld(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Held.class);
    }

    private static void assertBroken(Verdict verdict, String words) {
        assertThat(verdict).isInstanceOf(Verdict.Broken.class);
        assertThat(verdict.problems()).anySatisfy(one -> assertThat(one).contains(words));
    }

    private static InstanceRow row(String id, long version, String state, boolean vanished, String nativeId) {
        List<String> actions =
                state.equals("RUNNING") ? List.of("STOP", "REBOOT", "DESTROY", "RUN") : List.of("START", "DESTROY");
        return new InstanceRow(
                id,
                version,
                "sandbox",
                "sandbox",
                state,
                actions,
                Tale.detailsOf(nativeId),
                vanished,
                Tale.BEGIN,
                Tale.BEGIN,
                null,
                null);
    }

    private static InstanceSnapshot snapshot(long version, InstanceState state) {
        return InstanceSnapshot.newBuilder()
                .setInstanceId("a")
                .setVersion(version)
                .setAccount("sandbox")
                .setProvider("sandbox")
                .setState(state)
                .setDetails(Tale.detailsOf("i-1"))
                .setUpdatedAt(Tale.BEGIN)
                .build();
    }
}
