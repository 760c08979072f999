package io.instancebus.provider.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.simulators.fault.InjectedFault;
import io.instancebus.simulators.openstack.OpenstackSimulator;
import io.instancebus.simulators.openstack.Outage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images come from Glance if the account names its URL, otherwise from Nova. */
class GlanceImagesTest {
    private final OpenstackSimulator simulator = new OpenstackSimulator();
    private final OpenstackProvider provider =
            Accounts.openstack(simulator, "image-url", simulator.imageUrl().toString());

    @AfterEach
    void close() {
        provider.close();
        simulator.close();
    }

    @Test
    void imagesAreGlancesAndTheRestIsNovas() throws Exception {
        Catalogue catalogue = provider.catalogue();
        assertThat(catalogue.images())
                .containsExactly(new Catalogue.Image(
                        OpenstackSimulator.IMAGE,
                        "debian-13",
                        "the image debian-13",
                        "x86_64",
                        OpenstackSimulator.PROJECT));
        assertThat(catalogue.hardwareProfiles()).hasSize(2);
        assertThat(catalogue.realms()).hasSize(1);
        assertThat(simulator.requests("glance")).isEqualTo(1);
        assertThat(simulator.requests("images")).isZero();
        assertThat(simulator.requests("token")).isEqualTo(1);
    }

    @Test
    void novaPassesThemOnToWhomNobodyToldWhereGlanceIs() throws Exception {
        try (OpenstackProvider account = Accounts.openstack(simulator)) {
            assertThat(account.catalogue().images())
                    .extracting(Catalogue.Image::id)
                    .containsExactly(OpenstackSimulator.IMAGE);
            assertThat(simulator.requests("glance")).isZero();
            assertThat(simulator.requests("images")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1_000})
    void theListIsReadPageByPage(int page) throws Exception {
        List<String> more = more(5);
        simulator.longestImagePage(page);
        assertThat(ids()).startsWith(OpenstackSimulator.IMAGE).endsWith(more.getLast());
        assertThat(ids()).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void whatIsNotReadyIsNotOffered() throws Exception {
        for (String status : List.of("queued", "saving", "killed", "deactivated", "importing")) {
            simulator.image(UUID.randomUUID().toString(), status, status);
        }
        assertThat(ids()).containsExactly(OpenstackSimulator.IMAGE);
    }

    @Test
    void anImageWithoutANameHasItsId() throws Exception {
        simulator.image("9c2c4a4e-3a1c-4b62-8f2a-7f6a5ddd9d5d", "", "active");
        assertThat(provider.catalogue().images())
                .extracting(Catalogue.Image::name)
                .contains("9c2c4a4e-3a1c-4b62-8f2a-7f6a5ddd9d5d");
    }

    @Test
    void noMoreAreReadThanWeCanHold() throws Exception {
        more(GlanceImages.MOST + 500);
        assertThat(ids()).hasSize(GlanceImages.MOST);
        assertThat(simulator.requests("glance")).isEqualTo(10);
    }

    @Test
    void anExpiredTokenIsReplaced() throws Exception {
        provider.catalogue();
        simulator.expireTokens();
        assertThat(ids()).containsExactly(OpenstackSimulator.IMAGE);
        assertThat(simulator.requests("token")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Outage.class,
            names = {"RESET", "UNAVAILABLE", "WRONG_PAGE"})
    void anUnavailableGlanceIsNoneWithoutImages(Outage outage) throws Exception {
        provider.catalogue();
        simulator.outage(outage);
        assertThat(failure().failure().category()).isEqualTo(FailureCategory.RETRYABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "<html>", "{\"images\":null}", "{\"images\":[{\"id\":"})
    void anAnswerThatCannotBeReadIsNoneWithoutImages(String body) {
        simulator.inject("glance", "", 1, new InjectedFault.Answered(false, 200, Map.of(), body));
        ProviderFailure failure = failure();
        assertThat(failure.isOutcomeUnknown()).isFalse();
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.RETRYABLE);
    }

    @Test
    void oneThatCannotBeReadIsLeftOutAndToldOf() throws Exception {
        simulator.inject(
                "glance",
                "",
                1,
                new InjectedFault.Answered(
                        false, 200, Map.of(), "{\"images\":[{\"name\":\"odd\"},{\"id\":\"i1\",\"name\":\"even\"}]}"));
        Catalogue catalogue = provider.catalogue();
        assertThat(catalogue.images()).extracting(Catalogue.Image::id).containsExactly("i1");
        assertThat(catalogue.leftOut()).containsExactly(new Catalogue.LeftOut("image", null, "an image without an id"));
    }

    @Test
    void nothingGoesElsewhereWhateverGlanceSays() throws Exception {
        AtomicInteger escaped = new AtomicInteger();
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            escaped.incrementAndGet();
            exchange.close();
        });
        elsewhere.start();
        try {
            String there = "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/v2/images";
            simulator.inject("glance", "", 1, new InjectedFault.Answered(false, 302, Map.of("Location", there), ""));
            assertThat(failure()).isNotNull();
            String page = "{\"images\":[{\"id\":\"" + OpenstackSimulator.IMAGE + "\"}],\"next\":\"" + there + "\"}";
            simulator.inject("glance", "", 1, new InjectedFault.Answered(false, 200, Map.of(), page));
            more(1);
            assertThat(ids()).hasSize(2);
            assertThat(escaped).hasValue(0);
        } finally {
            elsewhere.stop(0);
        }
    }

    private List<String> more(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> {
                    String id = UUID.randomUUID().toString();
                    simulator.image(id, "image-" + i, "active");
                    return id;
                })
                .toList();
    }

    private List<String> ids() throws ProviderFailure {
        return provider.catalogue().images().stream().map(Catalogue.Image::id).toList();
    }

    private ProviderFailure failure() {
        return catchThrowableOfType(ProviderFailure.class, provider::catalogue);
    }
}
