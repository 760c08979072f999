package io.instancebus.provider.ec2;

import com.google.common.collect.Iterables;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.Capabilities;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.Foreign;
import io.instancebus.provider.Machines;
import io.instancebus.provider.OneByOne;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Unreadable;
import io.instancebus.provider.http.HttpTransport;
import io.instancebus.provider.http.Transport;
import io.instancebus.provider.jclouds.Cloud;
import io.instancebus.provider.jclouds.Endpoints;
import io.instancebus.provider.jclouds.Renewal;
import io.instancebus.time.SteadyClock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jclouds.ContextBuilder;
import org.jspecify.annotations.Nullable;

/** An account at one region of EC2. */
final class Ec2Provider implements Provider {
    /** EC2's limit for the number of values of a filter. */
    private static final int BATCH = 200;

    /** A client token makes the create idempotent. */
    private static final Capabilities CAPABILITIES = new Capabilities(true, false, true, BATCH);

    private final Ec2Config config;
    private final Transport transport;
    private final Cloud<Ec2Api> cloud;
    private final Catalogues catalogues;
    private final RecentCreates recent;

    public Ec2Provider(Ec2Config config, AccessKey.Source key, SteadyClock clock) {
        this(config, key, clock, new HttpTransport(config.trust().context()));
    }

    Ec2Provider(Ec2Config config, AccessKey.Source key, SteadyClock clock, Transport transport) {
        this.config = config;
        this.transport = transport;
        this.cloud = new Cloud<>(() -> open(config, key, transport), config.callTimeout(), Failures::of);
        this.catalogues = new Catalogues(config);
        this.recent = new RecentCreates(config.consistencyWindow(), clock);
    }

    static Ec2Api open(Ec2Config config, AccessKey.Source key, Transport transport) {
        ContextBuilder builder = ContextBuilder.newBuilder(new Ec2Metadata(config.apiVersion()))
                .endpoint(config.endpoint().toString())
                .credentialsSupplier(() -> Signing.credentials(key));
        return Cloud.prepared(
                        builder,
                        transport,
                        new Endpoints(List.of(config.endpoint())),
                        Renewal.NONE,
                        new Signing(config.region()))
                .buildApi(Ec2Api.class);
    }

    @Override
    public ProviderType type() {
        return ProviderType.EC2;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public CreatedInstance create(CreateRequest request) throws ProviderFailure {
        Map<String, String> form = Creation.form(request, config, rootDevice(request));
        String nativeId = cloud.call("RunInstances", api -> launched(api, form, request.requestKey()));
        recent.created(nativeId, request.requestKey());
        return new CreatedInstance(nativeId);
    }

    /** The name of the root device, which a request for another volume size must contain; looked up only then. */
    private @Nullable String rootDevice(CreateRequest request) throws ProviderFailure {
        if (Creation.storage(request) == null) {
            return null;
        }
        return read("DescribeImages", api -> Catalogues.rootVolume(api, request.imageId()))
                .orElseThrow(() -> ProviderFailure.of(
                        FailureCategory.INVALID,
                        null,
                        "storage can be chosen only for an image whose root device is an EBS volume, and "
                                + request.imageId() + " is not such an image"));
    }

    /** The instance that was launched, now or earlier with this token, whatever its state is. */
    private static String launched(Ec2Api api, Map<String, String> form, String requestKey) {
        try {
            return Iterables.getOnlyElement(Ec2Instance.in(api.runInstances(form)))
                    .id();
        } catch (RuntimeException e) {
            Optional<String> code = Refusal.in(e).map(Refusal::code);
            if (code.filter(each -> each.equals(Failures.TERMINATED) || each.equals(Failures.MISMATCH))
                    .isEmpty()) {
                throw e;
            }
            return madeBefore(instances(api, "client-token", List.of(requestKey)), requestKey)
                    .orElseThrow(() -> e);
        }
    }

    /** @throws Unreadable if an unreadable instance may be the one */
    private static Optional<String> madeBefore(Machines<Ec2Instance.Item, Ec2Instance> shown, String requestKey) {
        Optional<String> made = shown.readable().stream()
                .filter(instance -> requestKey.equals(instance.clientToken()))
                .min(Comparator.comparing(Ec2Instance::terminated))
                .map(Ec2Instance::id);
        if (made.isEmpty()) {
            try {
                shown.requireNoneMissed(item -> item.mayBeFor(requestKey));
            } catch (ProviderFailure e) {
                throw new Unreadable(e.failure().message());
            }
        }
        return made;
    }

    @Override
    public void start(String nativeId) throws ProviderFailure {
        act("StartInstances", nativeId, api -> api.startInstances(nativeId));
    }

    @Override
    public void stop(String nativeId, boolean force) throws ProviderFailure {
        act("StopInstances", nativeId, api -> api.stopInstances(nativeId, force));
    }

    @Override
    public void reboot(String nativeId, boolean force) throws ProviderFailure {
        act("RebootInstances", nativeId, api -> api.rebootInstances(nativeId));
    }

    @Override
    public void destroy(String nativeId, String requestKey) throws ProviderFailure {
        // "Not found" does not mean gone while an instance is young. The command service knows its age, and repeats the
        // destroy.
        if (!isMadeFor(nativeId, requestKey)) {
            throw Foreign.refusal(nativeId, requestKey);
        }
        Element answer = cloud.call("TerminateInstances", api -> api.terminateInstances(nativeId));
        recent.seen(nativeId);
        boolean gone = answer.items("instancesSet").stream()
                .anyMatch(change -> nativeId.equals(change.get("instanceId"))
                        && "terminated".equals(change.get("previousState", "name")));
        if (gone) {
            throw ProviderFailure.of(
                    FailureCategory.NOT_FOUND, Failures.NOT_FOUND, nativeId + " was already terminated");
        }
    }

    @Override
    public boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure {
        if (recent.isOf(nativeId, requestKey)) {
            return true;
        }
        return read("DescribeInstances", api -> instances(api, "instance-id", List.of(nativeId)))
                .find(nativeId)
                .map(instance -> instance.madeFor(requestKey))
                .orElseThrow(() -> ProviderFailure.of(
                        FailureCategory.NOT_FOUND, Failures.NOT_FOUND, "EC2 shows no instance " + nativeId));
    }

    /** A young instance that EC2 does not find yet is not taken for gone. */
    private void act(String call, String nativeId, Function<Ec2Api, Element> action) throws ProviderFailure {
        try {
            Element unused = cloud.call(call, action);
        } catch (ProviderFailure e) {
            if (e.failure().category() == FailureCategory.NOT_FOUND && recent.has(nativeId)) {
                throw ProviderFailure.of(
                        FailureCategory.RETRYABLE,
                        e.failure().providerCode(),
                        nativeId + " was just launched, and not all of EC2 knows it yet");
            }
            throw e;
        }
    }

    /** Uses a filter, because one unknown id in a list of ids would fail the whole request. */
    @Override
    public Map<String, Sighting> describe(Collection<String> nativeIds) throws ProviderFailure {
        Map<String, Sighting> sightings = new HashMap<>();
        for (List<String> batch : Iterables.partition(new LinkedHashSet<>(nativeIds), BATCH)) {
            Machines<Ec2Instance.Item, Ec2Instance> shown =
                    read("DescribeInstances", api -> instances(api, "instance-id", batch));
            for (String nativeId : batch) {
                shown.readable(nativeId).ifPresent(instance -> recent.seen(instance.id()));
                sightings.put(
                        nativeId,
                        shown.sighting(
                                nativeId,
                                instance -> States.of(instance, config.sshUsername()),
                                () -> unlisted(nativeId)));
            }
        }
        return sightings;
    }

    private Sighting unlisted(String nativeId) {
        return recent.has(nativeId)
                ? States.notListedYet(nativeId, config.sshUsername())
                : Sighting.of(SightingState.MISSING);
    }

    private static Machines<Ec2Instance.Item, Ec2Instance> instances(Ec2Api api, String filter, List<String> values) {
        return instances(api, new Query().filter(filter, values));
    }

    private static Machines<Ec2Instance.Item, Ec2Instance> instances(Ec2Api api, Query query) {
        return Ec2Instance.listed(query.all("reservationSet", api::describeInstances));
    }

    /**
     * Searches by token, and by tag for an endpoint that does not filter by tokens. If the endpoint refuses one of the
     * filters, an empty result of the other proves nothing, so all instances are searched.
     */
    @Override
    public Optional<String> findByRequestKey(String requestKey) throws ProviderFailure {
        boolean refused = false;
        for (String filter : List.of("client-token", "tag:" + Creation.REQUEST_TAG)) {
            try {
                Optional<String> found = find(new Query().filter(filter, List.of(requestKey)), requestKey);
                if (found.isPresent()) {
                    return found;
                }
            } catch (ProviderFailure e) {
                if (!e.maySpareOthers()) {
                    throw e;
                }
                refused = true;
            }
        }
        Optional<String> found = refused ? find(new Query(), requestKey) : Optional.empty();
        return found.or(() -> recent.byRequestKey(requestKey));
    }

    private Optional<String> find(Query query, String requestKey) throws ProviderFailure {
        Machines<Ec2Instance.Item, Ec2Instance> shown = read("DescribeInstances", api -> instances(api, query));
        Optional<String> found = shown.readable().stream()
                .filter(instance -> instance.madeFor(requestKey))
                .filter(instance ->
                        !instance.terminated() || States.fault(instance).isPresent())
                .min(Comparator.comparing(Ec2Instance::terminated).thenComparing(Ec2Instance::id))
                .map(Ec2Instance::id);
        if (found.isEmpty()) {
            shown.requireNoneMissed(item -> item.mayBeFor(requestKey));
        }
        return found;
    }

    @Override
    public Catalogue catalogue() throws ProviderFailure {
        OneByOne reading = new OneByOne();
        List<Catalogue.Image> images = images(reading);
        List<Catalogue.Realm> realms = read("DescribeAvailabilityZones", api -> Catalogues.realms(api, reading));
        List<Catalogue.Profile> profiles = profiles(reading);
        return reading.catalogue(images, realms, profiles);
    }

    private List<Catalogue.Image> images(OneByOne reading) throws ProviderFailure {
        Query query = catalogues.images();
        List<Catalogue.Image> images = new ArrayList<>();
        while (query.more() && images.size() < catalogues.mostImages()) {
            images.addAll(read(
                    "DescribeImages", api -> Catalogues.images(query.next("imagesSet", api::describeImages), reading)));
        }
        return images.stream()
                .limit(catalogues.mostImages())
                .sorted(Comparator.comparing(Catalogue.Image::id))
                .toList();
    }

    /** Each page is a call of its own: listing all types of a region may exceed a call's time-out. */
    private List<Catalogue.Profile> profiles(OneByOne reading) throws ProviderFailure {
        Query types = catalogues.types();
        List<Catalogue.Profile> profiles = new ArrayList<>();
        try {
            while (types.more()) {
                profiles.addAll(read(
                        "DescribeInstanceTypes",
                        api -> Catalogues.profiles(
                                types.next("instanceTypeSet", api::describeInstanceTypes), reading)));
            }
        } catch (ProviderFailure e) {
            if (!Failures.unknownAction(e.failure().providerCode())) {
                throw e;
            }
            return catalogues.configuredProfiles();
        }
        profiles.sort(Comparator.comparing(Catalogue.Profile::id));
        return profiles;
    }

    /** A read has no effect, so its outcome is never unknown. */
    private <T> T read(String call, Function<Ec2Api, T> question) throws ProviderFailure {
        try {
            return cloud.call(call, question);
        } catch (ProviderFailure e) {
            throw e.asQuestion();
        }
    }

    @Override
    public void close() {
        cloud.close();
        transport.close();
    }

    @Override
    public String toString() {
        return "Ec2Provider[" + config.endpoint() + "]";
    }
}
