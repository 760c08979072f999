package io.instancebus.provider.openstack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.Address;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.http.HttpTransport;
import io.instancebus.provider.http.Trust;
import io.instancebus.provider.jclouds.Cloud;
import io.instancebus.simulators.openstack.OpenstackSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The adapter reads answers of real clouds that jclouds recorded, and the simulator's answers have the same form. */
class RecordedAnswersTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private final States states = new States(null, new Flavors());

    @ParameterizedTest
    @CsvSource({
        "server_details, ACTIVE, RUNNING",
        "server_details_devstack, PAUSED, STOPPED",
        "server_details_openstack, ACTIVE, RUNNING",
        "server_details_suspended, SUSPENDED, STOPPED",
        "server_details_with_address_ext, ACTIVE, RUNNING",
        "server_details_without_image, BUILD, PENDING",
        "server_public_ip_in_private, ACTIVE, RUNNING"
    })
    void aServerIsRead(String recording, String status, SightingState state) throws IOException {
        Sighting seen = states.of(Server.single(recorded(recording)));
        assertThat(seen.rawState()).startsWith(status);
        assertThat(seen.state()).isEqualTo(state);
        assertThat(seen.nativeId()).isNotBlank();
        if (state != SightingState.PENDING) {
            assertThat(seen.launchedAt()).isAfter(Instant.parse("2010-01-01T00:00:00Z"));
        }
        assertThat(seen.publicAddresses().size() + seen.privateAddresses().size())
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource({"server_list_details, 1", "server_list_details_essex, 3", "server_list_details_states, 5"})
    void aListOfServersIsRead(String recording, int servers) throws IOException {
        Page page = Page.of(recorded(recording), "servers");
        assertThat(Server.listed(page.elements()).readable())
                .hasSize(servers)
                .allSatisfy(each -> assertThat(states.of(each).state()).isNotEqualTo(SightingState.UNKNOWN));
        assertThat(page.more()).isFalse();
    }

    @Test
    void addressesOfAllNetworksAreRead() throws IOException {
        Sighting floating = states.of(Server.single(recorded("server_details_with_address_ext")));
        assertThat(floating.privateAddresses()).extracting(Address::address).containsExactly("172.16.130.24");
        assertThat(floating.publicAddresses()).extracting(Address::address).containsExactly("10.8.54.75");

        Sighting rackspace = states.of(Server.single(recorded("server_details")));
        assertThat(rackspace.publicAddresses()).extracting(Address::address).contains("67.23.10.132", "67.23.10.131");
        assertThat(rackspace.privateAddresses()).extracting(Address::address).contains("10.176.42.16");
    }

    @Test
    void theSimulatorsServersAreLikeRecordedOnes() throws Exception {
        try (OpenstackSimulator simulator = new OpenstackSimulator();
                OpenstackProvider account = Accounts.openstack(simulator)) {
            String nativeId = account.create(Accounts.request("key-1")).nativeId();
            simulator.become(nativeId, "ACTIVE", null);
            JsonNode simulated = get(simulator, "/servers/" + nativeId).path("server");
            JsonNode recorded =
                    JSON.readTree(recorded("server_details_with_address_ext")).path("server");
            assertThat(names(recorded)).containsAll(names(simulated));
            assertThat(names(simulated)).containsAll(names(recorded));
            for (String name : names(simulated)) {
                if (!simulated.path(name).isNull() && !recorded.path(name).isNull()) {
                    assertThat(simulated.path(name).getNodeType())
                            .as(name)
                            .isEqualTo(recorded.path(name).getNodeType());
                }
            }
            simulator.become(nativeId, "ACTIVE", null);
            JsonNode address = get(simulator, "/servers/" + nativeId).at("/server/addresses/private/0");
            assertThat(names(address)).isEqualTo(names(recorded.at("/addresses/jenkins/0")));
        }
    }

    @Test
    void theSimulatorsOffersAreLikeRecordedOnes() throws Exception {
        try (OpenstackSimulator simulator = new OpenstackSimulator()) {
            assertThat(names(get(simulator, "/os-availability-zone").at("/availabilityZoneInfo/0")))
                    .isEqualTo(names(
                            JSON.readTree(recorded("availability_zone_list")).at("/availabilityZoneInfo/0")));
            assertThat(names(get(simulator, "/images/detail").at("/images/0")))
                    .containsAll(names(JSON.readTree(recorded("image_list_detail_openstack"))
                            .at("/images/0")));
            assertThat(names(get(simulator, "/flavors/detail").at("/flavors/0")))
                    .containsAll(List.of("id", "name", "ram", "vcpus", "disk", "swap", "links"));
        }
    }

    /** An independent check: jclouds' own reader understands the simulator's servers. */
    @Test
    void jcloudsReadsTheSimulatorsAnswers() throws Exception {
        try (OpenstackSimulator simulator = new OpenstackSimulator();
                OpenstackProvider account = Accounts.openstack(simulator);
                HttpTransport transport = new HttpTransport(new Trust.Machine().context())) {
            String nativeId = account.create(Accounts.request("key-1")).nativeId();
            simulator.become(nativeId, "ACTIVE", null);
            String token = token(simulator);
            try (Cloud<NovaApi> cloud = new Cloud<>(
                    () -> new Apis(transport, Clock.systemUTC()).nova(simulator.computeUrl(), () -> token),
                    Duration.ofSeconds(10),
                    Session::unreadable)) {
                org.jclouds.openstack.nova.v2_0.domain.Server server = cloud.call(
                        "get server", api -> requireNonNull(api.servers().get(nativeId)));
                assertThat(server.getStatus()).isEqualTo(org.jclouds.openstack.nova.v2_0.domain.Server.Status.ACTIVE);
                assertThat(server.getAddresses().get("private")).hasSize(1);
                assertThat(server.getMetadata()).containsEntry(Creation.REQUEST, "key-1");
                String flavors = cloud.call("list flavors", api -> api.lists().flavors(null));
                assertThat(JSON.readTree(flavors)
                                .path("flavors")
                                .path(0)
                                .path("ram")
                                .asInt())
                        .isEqualTo(512);
            }
        }
    }

    private static JsonNode get(OpenstackSimulator simulator, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return JSON.readTree(http.send(
                            HttpRequest.newBuilder(URI.create(simulator.computeUrl() + path))
                                    .header("X-Auth-Token", token(simulator))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
        }
    }

    private static String token(OpenstackSimulator simulator) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String body = """
                    {"auth":{"passwordCredentials":{"username":"%s","password":"%s"}}}""".formatted(OpenstackSimulator.USER, OpenstackSimulator.PASSWORD);
            HttpRequest request = HttpRequest.newBuilder(URI.create(simulator.rackspaceAuthUrl() + "/tokens"))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .at("/access/token/id")
                    .asString();
        }
    }

    private static Set<String> names(JsonNode node) {
        return new TreeSet<>(node.propertyNames());
    }

    private static String recorded(String name) throws IOException {
        try (InputStream in =
                requireNonNull(RecordedAnswersTest.class.getResourceAsStream("/" + name + ".json"), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
