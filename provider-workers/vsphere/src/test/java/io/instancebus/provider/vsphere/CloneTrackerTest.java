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
class CloneTrackerTest {
    private static final String MARK = "0123456789ab";
    private static final String NAME = "web-" + MARK;
    private static final LocalizedFault FULL = new LocalizedFault("NoDiskSpace", "The disk is full.");

    private final CloneTracker clones = new CloneTracker();

    @Test
    void aCloneThatThisProcessStartedIsFollowedByItsTask() {
        clones.submitted(MARK, task("task-1"));
        assertThat(clones.of(MARK)).contains(new CloneTracker.UnderWay(task("task-1"), null));
        clones.task(running("task-1", 0, 40));
        assertThat(clones.of(MARK)).contains(new CloneTracker.UnderWay(task("task-1"), 40));
        clones.task(ended("task-1", 0, VimTask.State.SUCCESS, null));
        assertThat(clones.of(MARK)).contains(new CloneTracker.Done());
    }

    @Test
    void aCloneThatAnotherProcessStartedIsFoundByItsEventAndChain() {
        clones.task(running("task-7", 70, 10));
        clones.event(event(70, 70, "VmBeingClonedEvent", null));
        assertThat(clones.of(MARK)).contains(new CloneTracker.UnderWay(task("task-7"), null));
        clones.task(running("task-7", 70, 20));
        assertThat(clones.of(MARK)).contains(new CloneTracker.UnderWay(task("task-7"), 20));
    }

    @Test
    void theWordsOfTheEventComeWithTheFaultAlsoWhenTheTaskWasForgotten() {
        clones.event(event(70, 70, "VmBeingClonedEvent", null));
        clones.event(event(75, 70, "VmCloneFailedEvent", FULL));

        assertThat(clones.of(MARK)).hasValueSatisfying(outcome -> {
            CloneTracker.Failed failed = (CloneTracker.Failed) outcome;
            assertThat(failed.failure().category()).isEqualTo(FailureCategory.CAPACITY);
            assertThat(failed.failure().message()).isEqualTo("The disk is full. (vCenter's own words)");
        });
    }

    @Test
    void aTaskThatFailedWaitsForItsEventBeforeItIsTold() {
        clones.submitted(MARK, task("task-1"));
        clones.task(ended("task-1", 0, VimTask.State.ERROR, FULL));
        assertThat(clones.awaitsWords()).isTrue();
        assertThat(clones.of(MARK)).containsInstanceOf(CloneTracker.UnderWay.class);
        clones.event(event(80, 79, "VmCloneFailedEvent", FULL));

        assertThat(clones.awaitsWords()).isFalse();
        assertThat(clones.of(MARK)).containsInstanceOf(CloneTracker.Failed.class);
    }

    @Test
    void aSecondCloneOfTheSameNameSaysNothingAgainstTheFirst() {
        clones.submitted(MARK, task("task-1"));
        clones.submitted(MARK, task("task-2"));
        clones.task(ended("task-2", 0, VimTask.State.ERROR, new LocalizedFault("DuplicateName", "taken")));
        assertThat(clones.of(MARK)).containsInstanceOf(CloneTracker.UnderWay.class);
        clones.task(ended("task-1", 0, VimTask.State.SUCCESS, null));
        assertThat(clones.of(MARK)).contains(new CloneTracker.Done());
    }

    @Test
    void whatAnEventHasSaidIsNotTakenBackByAnOlderStateOfTheTask() {
        clones.submitted(MARK, task("task-1"));
        clones.event(event(80, 80, "VmCloneFailedEvent", FULL));
        clones.task(running("task-1", 0, 96));
        assertThat(clones.of(MARK)).containsInstanceOf(CloneTracker.Failed.class);
    }

    @Test
    void aTaskThatVcenterHasForgottenLeavesTheWordToTheMachine() {
        clones.submitted(MARK, task("task-1"));
        clones.forgotten(task("task-1"));
        assertThat(clones.of(MARK)).contains(new CloneTracker.Done());
        assertThat(clones.of("ffffffffffff")).isEmpty();
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
