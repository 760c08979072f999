package io.instancebus.faults.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoryTest {
    private static final List<String> ACCOUNTS = List.of("a", "b", "c");

    @Test
    void theSameSeedTellsTheSameStory() {
        assertThat(story(3, 1)).isEqualTo(story(3, 1));
        assertThat(story(3, 1)).isNotEqualTo(story(3, 2)).isNotEqualTo(story(4, 1));
    }

    @Test
    void everythingOccurs() {
        Set<String> modes = new HashSet<>();
        Set<String> accounts = new HashSet<>();
        Set<Intent.Act> acts = new HashSet<>();
        Set<Intent.Login> logins = new HashSet<>();
        Set<Intent.Line> lines = new HashSet<>();
        int repeated = 0;
        for (Intent intent : story(11, 1)) {
            switch (intent) {
                case Intent.Create create -> {
                    modes.add(create.mode());
                    accounts.add(create.account());
                }
                case Intent.Action action -> acts.add(action.act());
                case Intent.Run run -> {
                    logins.add(run.login());
                    lines.add(run.line());
                }
                case Intent.Again again -> repeated++;
            }
        }
        assertThat(modes).containsAll(Story.MODES);
        assertThat(accounts).containsAll(ACCOUNTS);
        assertThat(acts).containsExactlyInAnyOrder(Intent.Act.values());
        assertThat(logins).containsExactlyInAnyOrder(Intent.Login.values());
        assertThat(lines).containsExactlyInAnyOrder(Intent.Line.values());
        assertThat(repeated).isPositive();
    }

    @Test
    void onlyInstancesThatWereAskedForAreActedOn() {
        int created = 0;
        for (Intent intent : story(12, 2)) {
            switch (intent) {
                case Intent.Create create -> assertThat(create.instance()).isEqualTo(created++);
                case Intent.Action action -> assertThat(action.instance()).isBetween(0, created - 1);
                case Intent.Run run -> assertThat(run.instance()).isBetween(0, created - 1);
                case Intent.Again again -> assertThat(again.back()).isPositive();
            }
        }
    }

    @Test
    void everySecretHasTheMarkAndOccursOnce() {
        String mark = new Secrets(13, 0).mark();
        List<String> secrets = new ArrayList<>();
        for (int publisher = 1; publisher <= 2; publisher++) {
            for (Intent intent : story(13, publisher)) {
                if (intent instanceof Intent.Create create) {
                    create.secret().ifPresent(secrets::add);
                } else if (intent instanceof Intent.Run run && run.line() == Intent.Line.SEALED) {
                    secrets.add(run.secret());
                }
            }
        }
        assertThat(secrets).isNotEmpty().doesNotHaveDuplicates().allMatch(secret -> secret.contains(mark));
        assertThat(new Secrets(14, 0).mark()).isNotEqualTo(mark);
    }

    private static List<Intent> story(long seed, int publisher) {
        Story story = new Story(seed, publisher, ACCOUNTS);
        List<Intent> intents = new ArrayList<>();
        for (int index = 0; index < 1_000; index++) {
            intents.add(story.next());
        }
        return intents;
    }
}
