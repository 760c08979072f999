package io.instancebus.provider.ec2;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Supplier;
import com.google.common.collect.Iterables;
import io.instancebus.provider.http.HttpTransport;
import io.instancebus.provider.http.Transport;
import io.instancebus.provider.http.Trust;
import io.instancebus.provider.jclouds.Cloud;
import io.instancebus.provider.jclouds.Endpoints;
import io.instancebus.provider.jclouds.Renewal;
import io.instancebus.simulators.ec2.Ec2Simulator;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jclouds.ContextBuilder;
import org.jclouds.aws.ec2.AWSEC2Api;
import org.jclouds.aws.ec2.config.AWSEC2HttpApiModule;
import org.jclouds.aws.ec2.domain.AWSRunningInstance;
import org.jclouds.aws.ec2.options.AWSRunInstancesOptions;
import org.jclouds.aws.filters.FormSignerV4;
import org.jclouds.ec2.domain.InstanceState;
import org.jclouds.ec2.domain.InstanceStateChange;
import org.jclouds.ec2.domain.Reservation;
import org.jclouds.location.config.LocationModule;
import org.jclouds.location.suppliers.RegionIdToURISupplier;
import org.jclouds.location.suppliers.RegionIdToZoneIdsSupplier;
import org.jclouds.location.suppliers.RegionIdsSupplier;
import org.jclouds.location.suppliers.ZoneIdToURISupplier;
import org.jclouds.location.suppliers.ZoneIdsSupplier;
import org.jclouds.rest.ConfiguresHttpApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Independent checks of the simulated EC2: jclouds' own API of EC2 can use it, and its answers have the form of
 * recorded ones.
 */
class SimulatorOpinionTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Ec2Simulator simulator = Ec2Simulator.start();
    private final Transport transport = new HttpTransport(new Trust.Machine().context());

    @AfterEach
    void close() {
        transport.close();
        simulator.close();
    }

    @Test
    void jcloudsOwnApiUnderstandsIt() throws Exception {
        simulator.transitions(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        try (Cloud<AWSEC2Api> cloud = new Cloud<>(this::jclouds, TIMEOUT, Failures::of)) {
            AWSRunningInstance launched = cloud.call(
                    "RunInstances",
                    api -> Iterables.getOnlyElement(api.getInstanceApi()
                            .get()
                            .runInstancesInRegion(
                                    Ec2Simulator.REGION,
                                    "sim-1b",
                                    Ec2Simulator.IMAGE,
                                    1,
                                    1,
                                    new AWSRunInstancesOptions()
                                            .withSecurityGroupIds(Ec2Simulator.SECURITY_GROUP)
                                            .withKeyName(Ec2Simulator.KEY_NAME)
                                            .asType("t3.micro")
                                            .withClientToken("token"))));
            assertThat(launched.getId()).startsWith("i-");
            assertThat(simulator.instances("token")).isEqualTo(1);

            AWSRunningInstance seen = cloud.call("DescribeInstances", api -> only(api, launched.getId()));
            assertThat(seen.getInstanceState()).isEqualTo(InstanceState.RUNNING);
            assertThat(seen.getIpAddress()).isEqualTo("127.0.0.1");
            assertThat(seen.getAvailabilityZone()).isEqualTo("sim-1b");
            assertThat(seen.getInstanceType()).isEqualTo("t3.micro");
            assertThat(seen.getKeyName()).isEqualTo(Ec2Simulator.KEY_NAME);
            assertThat(seen.getLaunchTime()).isNotNull();
            // jclouds takes the last address, which is that of a network card: one reason for a reader of our own.
            assertThat(seen.getPrivateIpAddress()).isEqualTo("10.0.0.99");

            InstanceStateChange stopped = cloud.call(
                    "StopInstances",
                    api -> Iterables.getOnlyElement(api.getInstanceApi()
                            .get()
                            .stopInstancesInRegion(Ec2Simulator.REGION, true, launched.getId())));
            assertThat(stopped.getPreviousState()).isEqualTo(InstanceState.RUNNING);
            int images = cloud.call(
                    "DescribeImages",
                    api -> api.getAMIApi()
                            .get()
                            .describeImagesInRegion(Ec2Simulator.REGION)
                            .size());
            assertThat(images).isEqualTo(3);
            int zones = cloud.call(
                    "DescribeAvailabilityZones",
                    api -> api.getAvailabilityZoneAndRegionApi()
                            .get()
                            .describeAvailabilityZonesInRegion(Ec2Simulator.REGION)
                            .size());
            assertThat(zones).isEqualTo(2);
        }
    }

    private static AWSRunningInstance only(AWSEC2Api api, String id) {
        for (Reservation<? extends AWSRunningInstance> reservation :
                api.getInstanceApi().get().describeInstancesInRegion(Ec2Simulator.REGION, id)) {
            return Iterables.getOnlyElement(reservation);
        }
        throw new AssertionError("jclouds saw no instance");
    }

    private AWSEC2Api jclouds() {
        return Cloud.prepared(
                        ContextBuilder.newBuilder("aws-ec2")
                                .endpoint(simulator.url() + "/")
                                .credentials(Ec2Simulator.ACCESS_KEY_ID, Ec2Simulator.SECRET_ACCESS_KEY),
                        transport,
                        new Endpoints(List.of(simulator.url())),
                        Renewal.NONE,
                        new Bound(simulator.url()))
                .buildApi(AWSEC2Api.class);
    }

    /** jclouds' own module, bound to the simulator. */
    @ConfiguresHttpApi
    private static final class Bound extends AWSEC2HttpApiModule {
        private final URI url;

        Bound(URI url) {
            this.url = url;
        }

        @Override
        protected void installLocations() {
            install(new LocationModule());
            Supplier<URI> here = () -> url;
            bind(RegionIdToURISupplier.class).toInstance(() -> Map.of(Ec2Simulator.REGION, here));
            bind(RegionIdsSupplier.class).toInstance(() -> Set.of(Ec2Simulator.REGION));
            bind(RegionIdToZoneIdsSupplier.class).toInstance(Map::of);
            bind(ZoneIdsSupplier.class).toInstance(Set::of);
            bind(ZoneIdToURISupplier.class).toInstance(Map::of);
        }

        @Override
        protected void configure() {
            bind(FormSignerV4.ServiceAndRegion.class).toInstance(new FormSignerV4.ServiceAndRegion() {
                @Override
                public String service() {
                    return "ec2";
                }

                @Override
                public String region(String host) {
                    return Ec2Simulator.REGION;
                }
            });
            super.configure();
        }
    }

    @Test
    void itsAnswersHaveTheElementsOfRecordedOnes() throws Exception {
        Ec2Config config = Ec2Config.read(Accounts.settings(simulator));
        try (Ec2Provider provider = Accounts.of(simulator);
                Cloud<Ec2Api> cloud = new Cloud<>(
                        () -> Ec2Provider.open(config, () -> Accounts.KEY, transport), TIMEOUT, Failures::of)) {
            String nativeId = provider.create(Requests.request("token")).nativeId();
            Element run = cloud.call(
                    "RunInstances",
                    api -> api.runInstances(Map.of("ImageId", Ec2Simulator.IMAGE, "InstanceType", "t3.micro")));
            Element described = cloud.call("DescribeInstances", api -> api.describeInstances(Map.of()));
            Element stopped = cloud.call("TerminateInstances", api -> api.terminateInstances(nativeId));
            Element images = cloud.call("DescribeImages", api -> api.describeImages(Map.of()));
            Element zones = cloud.call("DescribeAvailabilityZones", Ec2Api::describeAvailabilityZones);

            // The recordings, of 2012 and before, have the first and the third only in descriptions of instances, and
            // no subnets.
            assertThat(beyond(run, "run_instances_1.xml", "describe_instances_2.xml"))
                    .containsExactly("architecture", "eni", "privateIpAddress", "subnetId");
            assertThat(beyond(described, "describe_instances_latest.xml", "describe_instances_2.xml"))
                    .containsExactly("eni", "subnetId");
            // requestId is newer than the recording.
            assertThat(beyond(stopped, "terminate_instances.xml", "stop_instances.xml"))
                    .containsExactly("requestId");
            assertThat(beyond(images, "describe_images_ebs.xml", "describe_images.xml", "describe_images_tags.xml"))
                    .isSubsetOf("hypervisor");
            assertThat(beyond(zones, "availabilityZones.xml")).isEmpty();
        }
    }

    /**
     * Paths that the recorded answers do not have; those below an instance's network cards, which a later version
     * added, count as one.
     */
    private static Set<String> beyond(Element answer, String... recorded) throws Exception {
        Set<String> paths = new TreeSet<>();
        paths("", answer, paths);
        for (String name : recorded) {
            try (InputStream in = requireNonNull(SimulatorOpinionTest.class.getResourceAsStream("/" + name), name)) {
                Set<String> known = new TreeSet<>();
                paths("", AnswerReader.read(in), known);
                paths.removeAll(known);
            }
        }
        Set<String> beyond = new TreeSet<>();
        paths.forEach(path ->
                beyond.add(path.contains("networkInterfaceSet") ? "eni" : path.substring(path.lastIndexOf('/') + 1)));
        return beyond;
    }

    private static void paths(String above, Element element, Set<String> paths) {
        for (Element child : element.children()) {
            paths.add(above + "/" + child.name());
            paths(above + "/" + child.name(), child, paths);
        }
    }
}
