package io.instancebus.benchmarks.where;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.benchmarks.report.Waterfall;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Timelines that are known beforehand. */
class StepTimesTest {
    @Test
    void aStepLeadsToTheNextMilestoneThatThereIs() {
        Timeline unasked = new Timeline();
        unasked.reached(Milestone.SUBMITTED_COMMITTED, 100.0);
        unasked.reached(Milestone.OBSERVATION_DUE, null);
        unasked.reached(Milestone.OBSERVATION_BEGUN, 130.0);
        unasked.reached(Milestone.OBSERVATION_DONE, 135.0);

        assertThat(unasked.steps())
                .containsExactly(
                        new Timeline.Step(Milestone.SUBMITTED_COMMITTED, Milestone.OBSERVATION_BEGUN, 0, 30),
                        new Timeline.Step(Milestone.OBSERVATION_BEGUN, Milestone.OBSERVATION_DONE, 30, 5));
        assertThat(unasked.complete()).isFalse();
    }

    /** The record's time is of a whole millisecond, and lies before that of the send. */
    @Test
    void noStepIsNegativeAndTheStepsAddUp() {
        Timeline rounded = new Timeline();
        rounded.reached(Milestone.SENT, 10.7);
        rounded.reached(Milestone.COMMAND_WRITTEN, 10.0);
        rounded.reached(Milestone.COMMAND_READ, 12.7);

        assertThat(rounded.steps()).extracting(Timeline.Step::millis).containsExactly(0.0, 2.0);
        assertThat(rounded.total()).isEqualTo(2.0);
    }

    @Test
    void thePictureHasEachStepWhereItsMedianBegins() {
        StepTimes steps = new StepTimes();
        for (double wait : List.of(1.0, 5.0, 9.0)) {
            Timeline timeline = new Timeline();
            timeline.reached(Milestone.SENT, 0.0);
            timeline.reached(Milestone.COMMAND_WRITTEN, wait);
            timeline.reached(Milestone.COMMAND_READ, wait + 20);
            steps.add(timeline);
        }

        assertThat(steps.waterfall("name", "title").bars())
                .containsExactly(
                        new Waterfall.Bar("command sent → command written", "publisher", 0, 5, 9),
                        new Waterfall.Bar("command written → command read", "command service", 5, 20, 20));
        assertThat(steps.shares()).isEqualTo("command service 80 %, publisher 20 %");
        assertThat(steps.longest()).isEqualTo("command written → command read");
        assertThat(steps.millis("command sent → command written", 0.5)).isEqualTo(5);
    }
}
