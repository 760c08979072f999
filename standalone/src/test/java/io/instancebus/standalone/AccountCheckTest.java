package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.ProviderType;
import io.instancebus.worker.AccountCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountCheckTest {
    private static final Duration PAGE = Duration.ofMillis(200);

    @TempDir
    private Path folder;

    private final AtomicInteger pages = new AtomicInteger();
    private volatile boolean endless;

    /** Each page comes well within the time limit of a call; all of them would take forty seconds. */
    @Test
    void aRegionWhoseCatalogueTakesTooLongIsGivenUpAndThatIsSaidInWords() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                AccountCheck check = new AccountCheck(folder, Optional.empty())) {
            HttpServer region = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
            region.setExecutor(threads);
            region.createContext("/", this::answer);
            region.start();
            try {
                int port = region.getAddress().getPort();
                assertThat(check.check(account(port, "25s")))
                        .isEqualTo(new AccountCheck.Usable(new Catalogue(List.of(), List.of(), List.of())));

                endless = true;
                assertThat(check.check(account(port, "2s")))
                        .isEqualTo(new AccountCheck.Unusable(
                                "what it was asked was not all answered within 6 s",
                                "Look whether it can be reached from here and is not just slow: providerTimeout"
                                        + " gives it"
                                        + " longer."));
                assertThat(pages).as("pages that were requested").hasValueGreaterThan(1);
                AtomicInteger before = new AtomicInteger();
                await("no further requests")
                        .atMost(Duration.ofSeconds(20))
                        .pollInterval(PAGE.multipliedBy(5))
                        .until(() -> before.getAndSet(pages.get()) == pages.get());
            } finally {
                region.stop(0);
            }
        }
    }

    @Test
    void aSandboxChecksItsSettingsAndIsNotOpened() {
        Path data = folder.resolve("sandbox");
        try (AccountCheck check = new AccountCheck(folder, Optional.empty())) {
            assertThat(check.check(sandbox(Map.of("data-directory", data.toString()))))
                    .isEqualTo(new AccountCheck.Readable("a sandbox is not opened for a check"));
            assertThat(check.check(sandbox(Map.of("data-directory", data.toString(), "quota", "0"))))
                    .isEqualTo(new AccountCheck.Unusable("quota must be from 1 to 1000000, not 0", ""));
            assertThat(check.check(sandbox(Map.of())))
                    .isEqualTo(new AccountCheck.Unusable("sandbox.data-directory is missing", ""));
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void anAccountWithoutAnAdapterIsUnusableForThatReason() {
        try (AccountCheck check = new AccountCheck(folder, Optional.empty())) {
            assertThat(check.check(AccountConfig.of("n", new ProviderType("nimbus"), Map.of())))
                    .isEqualTo(new AccountCheck.Unusable(
                            "no provider adapter of type 'nimbus' is installed; installed are docker, ec2, openstack,"
                                    + " rackspace, sandbox, vsphere",
                            ""));
        }
    }

    private static AccountConfig sandbox(Map<String, String> settings) {
        return AccountConfig.of("box", ProviderType.SANDBOX, settings);
    }

    private AccountConfig account(int port, String providerTimeout) throws IOException {
        Files.writeString(folder.resolve("key"), "secret");
        Path file = Files.writeString(folder.resolve("accounts.yaml"), """
                accounts:
                  - name: far
                    provider: ec2
                    providerTimeout: %s
                    ec2:
                      endpoint: "http://127.0.0.1:%d"
                      region: far-1
                      access-key-id: AKIAFAR0000000000000
                      secret-access-key: file:key
                """.formatted(providerTimeout, port));
        return AccountsSource.in(file).read().getFirst();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] xml = content(asked).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml;charset=UTF-8");
            exchange.sendResponseHeaders(200, xml.length);
            exchange.getResponseBody().write(xml);
        }
    }

    private String content(String asked) {
        if (asked.contains("Action=DescribeImages")) {
            return "<DescribeImagesResponse><imagesSet/></DescribeImagesResponse>";
        }
        if (asked.contains("Action=DescribeAvailabilityZones")) {
            return "<DescribeAvailabilityZonesResponse><availabilityZoneInfo/></DescribeAvailabilityZonesResponse>";
        }
        if (asked.contains("Action=DescribeInstances")) {
            return "<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>";
        }
        if (!endless) {
            return "<DescribeInstanceTypesResponse><instanceTypeSet/></DescribeInstanceTypesResponse>";
        }
        pause();
        return "<DescribeInstanceTypesResponse><instanceTypeSet/><nextToken>%d</nextToken></DescribeInstanceTypesResponse>"
                .formatted(pages.incrementAndGet());
    }

    private static void pause() {
        try {
            Thread.sleep(PAGE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
