package io.instancebus.provider.openstack;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.Capabilities;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.Foreign;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Secret;
import io.instancebus.provider.SecretSource;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.http.HttpTransport;
import io.instancebus.provider.http.Transport;
import io.instancebus.provider.jclouds.Cloud;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jclouds.openstack.nova.v2_0.domain.RebootType;
import org.jclouds.openstack.nova.v2_0.domain.ServerCreated;

/** An account at an OpenStack, or at Rackspace. */
final class OpenstackProvider implements Provider {
    /** Nova has no idempotency token for a create; its only stop first asks the guest. */
    private static final Capabilities CAPABILITIES = new Capabilities(false, false, true, 1_000);

    private final OpenstackConfig config;
    private final Transport transport;
    private final Identity identity;
    private final Cloud<NovaApi> nova;
    private final Optional<Cloud<GlanceApi>> glance;
    private final Session<NovaApi> session;
    private final Catalogues catalogues;
    private final Servers servers;
    private final Flavors flavors = new Flavors();
    private final States states;

    public OpenstackProvider(OpenstackConfig config, SecretSource secret, Clock clock) {
        this.config = config;
        this.transport = new HttpTransport(config.trust().context());
        Apis apis = new Apis(transport, clock);
        this.identity = new Identity(
                new Cloud<>(() -> apis.keystone(config.authUrl()), config.callTimeout(), Session::unreadable),
                config.login(),
                secret);
        Tokens tokens = new Tokens(identity);
        this.nova = new Cloud<>(
                () -> apis.nova(config.computeUrl(), tokens::current), config.callTimeout(), Session::unreadable);
        this.glance = Optional.ofNullable(config.imageUrl())
                .map(url -> new Cloud<>(
                        () -> apis.glance(url, tokens::current), config.callTimeout(), Session::unreadable));
        this.session = new Session<>(nova, tokens);
        this.catalogues = glance.map(images -> new Catalogues(session, new GlanceImages(new Session<>(images, tokens))))
                .orElseGet(() -> new Catalogues(session));
        this.servers = new Servers(session, config.callTimeout(), clock);
        this.states = new States(config.sshUsername(), flavors);
    }

    @Override
    public ProviderType type() {
        return config.type();
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public CreatedInstance create(CreateRequest request) throws ProviderFailure {
        Creation creation = Creation.of(request, config);
        ServerCreated created = session.change("create server", deadline(), api -> creation.submit(api.servers()));
        return new CreatedInstance(created.getId(), adminPassword(created), Optional.empty());
    }

    /** Any Nova returns a password; only at Rackspace is it certain to be the server's. */
    private Optional<Secret> adminPassword(ServerCreated created) {
        return config.type().equals(ProviderType.RACKSPACE)
                ? created.getAdminPass()
                        .toJavaUtil()
                        .map(password -> new Secret(password.getBytes(StandardCharsets.UTF_8)))
                : Optional.empty();
    }

    @Override
    public void start(String nativeId) throws ProviderFailure {
        bring(
                "start server",
                nativeId,
                Set.of(SightingState.RUNNING, SightingState.PENDING),
                api -> api.servers().start(nativeId));
    }

    @Override
    public void stop(String nativeId, boolean force) throws ProviderFailure {
        bring(
                "stop server",
                nativeId,
                Set.of(SightingState.STOPPED, SightingState.STOPPING),
                api -> api.servers().stop(nativeId));
    }

    /**
     * Changes the state of a server. Nova refuses a change that is done or in progress as a conflict, which is no
     * failure.
     */
    private void bring(String name, String nativeId, Set<SightingState> wanted, Consumer<NovaApi> call)
            throws ProviderFailure {
        Deadline deadline = deadline();
        Optional<ProviderFailure> conflict = session.attempt(name, deadline, call);
        if (conflict.isPresent()) {
            Server server = servers.find(nativeId, deadline).orElseThrow(() -> Servers.unknown(nativeId));
            if (!wanted.contains(States.state(server.status(), server.task()))
                    || server.status().equals("BUILD")) {
                throw conflict.get();
            }
        }
    }

    @Override
    public void reboot(String nativeId, boolean force) throws ProviderFailure {
        RebootType type = force ? RebootType.HARD : RebootType.SOFT;
        session.change("reboot server", deadline(), api -> {
            api.servers().reboot(nativeId, type);
            return nativeId;
        });
    }

    @Override
    public void destroy(String nativeId, String requestKey) throws ProviderFailure {
        Deadline deadline = deadline();
        if (!servers.isMadeFor(nativeId, requestKey, deadline)) {
            throw Foreign.refusal(nativeId, requestKey);
        }
        session.change("delete server", deadline, api -> api.servers().delete(nativeId));
    }

    @Override
    public boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure {
        return servers.isMadeFor(nativeId, requestKey, deadline());
    }

    @Override
    public Map<String, Sighting> describe(Collection<String> nativeIds) throws ProviderFailure {
        Map<String, Sighting> seen = new HashMap<>();
        servers.observe(nativeIds, deadline()).forEach((nativeId, found) -> seen.put(nativeId, sighting(found)));
        return seen;
    }

    private Sighting sighting(Servers.Found found) {
        return switch (found) {
            case Servers.Found.Seen seen -> states.of(seen.server());
            case Servers.Found.Missing missing -> Sighting.of(SightingState.MISSING);
            case Servers.Found.Refused refused ->
                Sighting.unclear(refused.failure().failure());
            case Servers.Found.NotReached notReached -> Sighting.of(SightingState.UNKNOWN);
        };
    }

    @Override
    public Optional<String> findByRequestKey(String requestKey) throws ProviderFailure {
        return servers.madeFor(requestKey, deadline());
    }

    @Override
    public Catalogue catalogue() throws ProviderFailure {
        Catalogue offered = catalogues.catalogue(deadline());
        flavors.learn(offered.hardwareProfiles());
        return offered;
    }

    private Deadline deadline() {
        return Deadline.in(config.callTimeout());
    }

    @Override
    public void close() {
        nova.close();
        glance.ifPresent(Cloud::close);
        identity.close();
        transport.close();
    }

    @Override
    public String toString() {
        return "OpenstackProvider[" + config.computeUrl() + "]";
    }
}
