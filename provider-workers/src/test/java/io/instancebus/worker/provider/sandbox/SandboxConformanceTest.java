package io.instancebus.worker.provider.sandbox;

import io.instancebus.domain.FailureCategory;
import io.instancebus.worker.provider.CreateRequest;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderConformance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox does what every provider must. */
class SandboxConformanceTest extends ProviderConformance {
    @TempDir
    Path folder;

    private SandboxCloud cloud;
    private SandboxProvider provider;

    @BeforeEach
    void open() throws IOException {
        cloud = SandboxCloud.open(folder, SandboxConfig.defaults().withDelays(Duration.ofMillis(100)));
        provider = new SandboxProvider(cloud);
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Override
    protected Provider provider() {
        return provider;
    }

    @Override
    protected CreateRequest request(String requestKey) {
        return Requests.request(requestKey);
    }

    @Override
    protected String unknownNativeId() {
        return "i-0000000000000000";
    }

    @Override
    protected long instancesAtProvider(String requestKey) {
        return cloud.instancesOf(requestKey);
    }

    @Override
    protected Map<FailureCategory, CreateRequest> refused() {
        return Map.of(
                FailureCategory.CAPACITY, Requests.mode(newKey(), "fail-now"),
                FailureCategory.QUOTA, Requests.mode(newKey(), "quota"),
                FailureCategory.AUTH, Requests.mode(newKey(), "auth"),
                FailureCategory.INVALID, Requests.mode(newKey(), "invalid"),
                FailureCategory.INTERNAL, Requests.mode(newKey(), "internal"),
                FailureCategory.RATE_LIMITED, Requests.mode(newKey(), "rate-limited"),
                FailureCategory.RETRYABLE, Requests.mode(newKey(), "unreachable"),
                FailureCategory.NOT_FOUND, Requests.of(newKey(), "img9", null, null, Map.of()));
    }

    @Override
    protected Optional<CreateRequest> lostAnswer(String requestKey) {
        return Optional.of(Requests.mode(requestKey, "lost-answer"));
    }

    @Override
    protected Map<String, Runnable> outages() {
        return Map.of(
                "unreachable", () -> cloud.begin(Outage.UNREACHABLE),
                "lists nothing", () -> cloud.begin(Outage.LISTS_NOTHING),
                "unauthorized", () -> cloud.begin(Outage.UNAUTHORIZED));
    }

    @Override
    protected void recover() {
        cloud.endOutage();
    }

    @Override
    protected Set<String> secrets() {
        try {
            return Set.of(Files.readString(cloud.passwordFile()).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
