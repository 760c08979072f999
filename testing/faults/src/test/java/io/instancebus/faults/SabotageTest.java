package io.instancebus.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.faults.check.Rule;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SabotageTest {
    @Test
    void everyRuleIsBrokenByOneThatIsAboutIt() {
        Set<Rule> broken = new HashSet<>();
        Sabotage.all().stream().filter(one -> one.rules().size() <= 2).forEach(one -> broken.addAll(one.rules()));
        assertThat(broken).containsExactlyInAnyOrder(Rule.values());
    }

    @Test
    void whatLastsComesAfterWhatIsMended() {
        assertThat(Sabotage.all()).extracting(Sabotage::words).doesNotHaveDuplicates();
    }
}
