package io.instancebus.provider.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.vsphere.vim.LocalizedFault;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.VimEvent;
import io.instancebus.provider.vsphere.vim.VimTask;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose a clone is and how it went is known from whatever vCenter tells, in whatever order. */
class AttemptsTest {
    private static final String MARK = "0123456789ab";
    private static final String NAME = "web-" + MARK;
    private static final LocalizedFault FULL = new LocalizedFault("NoDiskSpace", "The disk is full.");

    private final Attempts attempts = new Attempts();

    @Test
    void aCloneThatThisProcessStartedIsFollowedByItsTask() {
        attempts.submitted(MARK, task("task-1"));
        assertThat(attempts.of(MARK)).contains(new Attempts.UnderWay(task("task-1"), null));
        attempts.task(running("task-1", 0, 40));
        assertThat(attempts.of(MARK)).contains(new Attempts.UnderWay(task("task-1"), 40));
        attempts.task(ended("task-1", 0, VimTask.State.SUCCESS, null));
        assertThat(attempts.of(MARK)).contains(new Attempts.Done());
    }

    @Test
    void aCloneThatAnotherProcessStartedIsFoundByItsEventAndChain() {
        attempts.task(running("task-7", 70, 10));
        attempts.event(event(70, 70, "VmBeingClonedEvent", null));
        assertThat(attempts.of(MARK)).contains(new Attempts.UnderWay(task("task-7"), null));
        attempts.task(running("task-7", 70, 20));
        assertThat(attempts.of(MARK)).contains(new Attempts.UnderWay(task("task-7"), 20));
    }

    @Test
    void theWordsOfTheEventComeWithTheFaultAlsoWhenTheTaskWasForgotten() {
        attempts.event(event(70, 70, "VmBeingClonedEvent", null));
        attempts.event(event(75, 70, "VmCloneFailedEvent", FULL));

        assertThat(attempts.of(MARK)).hasValueSatisfying(outcome -> {
            Attempts.Failed failed = (Attempts.Failed) outcome;
            assertThat(failed.failure().category()).isEqualTo(FailureCategory.CAPACITY);
            assertThat(failed.failure().message()).isEqualTo("The disk is full. (vCenter's own words)");
        });
    }

    @Test
    void aTaskThatFailedWaitsForItsEventBeforeItIsTold() {
        attempts.submitted(MARK, task("task-1"));
        attempts.task(ended("task-1", 0, VimTask.State.ERROR, FULL));
        assertThat(attempts.awaitsWords()).isTrue();
        assertThat(attempts.of(MARK)).containsInstanceOf(Attempts.UnderWay.class);
        attempts.event(event(80, 79, "VmCloneFailedEvent", FULL));

        assertThat(attempts.awaitsWords()).isFalse();
        assertThat(attempts.of(MARK)).containsInstanceOf(Attempts.Failed.class);
    }

    @Test
    void aSecondCloneOfTheSameNameSaysNothingAgainstTheFirst() {
        attempts.submitted(MARK, task("task-1"));
        attempts.submitted(MARK, task("task-2"));
        attempts.task(ended("task-2", 0, VimTask.State.ERROR, new LocalizedFault("DuplicateName", "taken")));
        assertThat(attempts.of(MARK)).containsInstanceOf(Attempts.UnderWay.class);
        attempts.task(ended("task-1", 0, VimTask.State.SUCCESS, null));
        assertThat(attempts.of(MARK)).contains(new Attempts.Done());
    }

    @Test
    void whatAnEventHasSaidIsNotTakenBackByAnOlderStateOfTheTask() {
        attempts.submitted(MARK, task("task-1"));
        attempts.event(event(80, 80, "VmCloneFailedEvent", FULL));
        attempts.task(running("task-1", 0, 96));
        assertThat(attempts.of(MARK)).containsInstanceOf(Attempts.Failed.class);
    }

    @Test
    void aTaskThatVcenterHasForgottenLeavesTheWordToTheMachine() {
        attempts.submitted(MARK, task("task-1"));
        attempts.forgotten(task("task-1"));
        assertThat(attempts.of(MARK)).contains(new Attempts.Done());
        assertThat(attempts.of("ffffffffffff")).isEmpty();
    }

    private static ManagedObject task(String value) {
        return new ManagedObject("Task", value);
    }

    private static VimTask running(String task, long chain, int progress) {
        return new VimTask(
                task(task), VimTask.State.RUNNING, progress, null, null, "VirtualMachine.clone", chain, null, null);
    }

    private static VimTask ended(String task, long chain, VimTask.State state, @Nullable LocalizedFault error) {
        return new VimTask(task(task), state, null, error, null, "VirtualMachine.clone", chain, null, null);
    }

    private static VimEvent event(long key, long chain, String type, @Nullable LocalizedFault reason) {
        return new VimEvent(
                key, chain, type, Instant.EPOCH, "somebody", null, null, NAME, reason, "vCenter's own words");
    }
}
