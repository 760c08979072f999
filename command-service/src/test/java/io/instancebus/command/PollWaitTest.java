package io.instancebus.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.time.SteadyTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollWaitTest {
    private static final Duration LONG = Duration.ofMillis(200);

    private SteadyTime now = new SteadyTime(0);
    private final PollWait wait = new PollWait(() -> now);

    @Test
    void aThreadAtRestWaitsAsLongAsItMay() {
        assertThat(wait.next(LONG)).isEqualTo(LONG);
    }

    @Test
    void aPollEndsWhenTheEarliestAlarmIsDue() {
        wait.alarm("late", Duration.ofMillis(90));
        wait.alarm("early", Duration.ofMillis(30));

        assertThat(wait.next(LONG)).isBetween(Duration.ofMillis(30), Duration.ofMillis(32));
    }

    @Test
    void aLaterTimeOfAnAlarmReplacesTheEarlierOne() {
        wait.alarm("one", Duration.ofMillis(30));
        wait.alarm("one", Duration.ofSeconds(9));

        assertThat(wait.next(LONG)).isEqualTo(LONG);
    }

    @Test
    void anAlarmThatIsDueIsNotWaitedForAgain() {
        wait.alarm("one", Duration.ofMillis(30));
        pass(Duration.ofMillis(40));

        assertThat(wait.next(LONG)).isZero();
        assertThat(wait.next(LONG)).isEqualTo(PollWait.BUSY);
        pass(Duration.ofSeconds(1));
        assertThat(wait.next(LONG)).isEqualTo(LONG);
    }

    @Test
    void whileThereIsWorkPollsAreShort() {
        wait.worked();

        assertThat(wait.next(LONG)).isEqualTo(PollWait.BUSY);
        assertThat(wait.next(Duration.ZERO)).isZero();
        pass(Duration.ofSeconds(1));
        assertThat(wait.next(LONG)).isEqualTo(LONG);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
