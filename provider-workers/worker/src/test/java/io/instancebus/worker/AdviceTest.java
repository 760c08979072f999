package io.instancebus.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.provider.ProviderFailure;
import org.junit.jupiter.api.Test;

class AdviceTest {
    @Test
    void whoDistrustsACertificateLooksAtWhatIsTrustedAndNotAtTheAddress() {
        String advice = Advice.of(ProviderFailure.distrusted("shows another").failure());

        assertThat(advice).contains("ca-file", "certificate-sha256").doesNotContain("address");
    }

    @Test
    void whoCannotBeReachedIsLookedForAtItsAddress() {
        assertThat(Advice.of(ProviderFailure.unreachable("refused", null).failure()))
                .isEqualTo(Advice.REACH);
    }
}
