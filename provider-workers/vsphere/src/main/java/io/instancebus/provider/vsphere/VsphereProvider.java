package io.instancebus.provider.vsphere;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.provider.Capabilities;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.SecretSource;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.http.HttpTransport;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimFault;
import io.instancebus.provider.vsphere.vim.VimSession;
import io.instancebus.provider.vsphere.vim.VimTransport;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** An account with a vCenter. */
final class VsphereProvider implements Provider {
    /**
     * Creates are idempotent: the name is derived from the request key, and vCenter refuses a second machine of that
     * name in a folder.
     */
    private static final Capabilities CAPABILITIES = new Capabilities(true, false, true, 100_000);

    private static final Duration INVENTORY = Duration.ofMinutes(5);
    private static final Duration CATALOGUE = Duration.ofMinutes(1);
    private static final Duration JUST_NOW = Duration.ofSeconds(2);

    private final VsphereConfig config;
    private final Clock clock;
    private final VimTransport transport;
    private final ActionSession actions;
    private final FollowedMachines followedMachines;
    private final MachineFollower follower;
    private final Inventories inventories = new Inventories();

    public VsphereProvider(VsphereConfig config, SecretSource password, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.transport =
                new VimTransport(config.url(), new HttpTransport(config.trust().context()));
        Logins logins = new Logins(transport, config.user(), password);
        this.actions = new ActionSession(logins, config.callTimeout());
        this.followedMachines = new FollowedMachines(config.user(), config.sshUsername());
        this.follower = new MachineFollower(logins, followedMachines, config, clock);
    }

    @Override
    public ProviderType type() {
        return ProviderType.VSPHERE;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public CreatedInstance create(CreateRequest request) throws ProviderFailure {
        Creation.check(request);
        Size size = Size.of(request.hardwareProfile());
        String nativeId = Naming.nativeId(request.requestKey());
        return actions.with((session, deadline) -> {
            Placement placement = placement(session, request, deadline);
            ManagedObject network = placement.network();
            String customization = config.customization();
            Creation creation = new Creation(
                    request,
                    nativeId,
                    placement,
                    size,
                    network == null ? null : new NetworkCards(session, deadline).of(placement.source(), network),
                    customization == null ? null : session.customization(customization, deadline));
            ManagedObject task =
                    new VimTasks(session, deadline).submit("CloneVM_Task", placement.source(), creation::write);
            followedMachines.cloning(nativeId, task);
            return new CreatedInstance(nativeId);
        });
    }

    /** Chooses the places. If the cached inventory lacks one, it reads the inventory again before it fails. */
    private Placement placement(VimSession session, CreateRequest request, Deadline deadline)
            throws VimException, ProviderFailure {
        try {
            return Placement.of(request, config, inventories.get(session, INVENTORY, deadline));
        } catch (ProviderFailure e) {
            return Placement.of(request, config, inventories.get(session, JUST_NOW, deadline));
        }
    }

    @Override
    public void start(String nativeId) throws ProviderFailure {
        actions.with((session, deadline) -> {
            Machine machine = search(session, deadline).require(nativeId);
            if (!machine.on()) {
                followedMachines.acting(machine.object());
                new VimTasks(session, deadline).submit("PowerOnVM_Task", machine.object());
            }
            return nativeId;
        });
    }

    @Override
    public void stop(String nativeId, boolean force) throws ProviderFailure {
        actions.with((session, deadline) -> {
            Machine machine = search(session, deadline).require(nativeId);
            if (machine.on()) {
                followedMachines.acting(machine.object());
                if (force || !guestHeeds(session, "ShutdownGuest", machine, deadline)) {
                    new VimTasks(session, deadline).submit("PowerOffVM_Task", machine.object());
                }
            }
            return nativeId;
        });
    }

    @Override
    public void reboot(String nativeId, boolean force) throws ProviderFailure {
        actions.with((session, deadline) -> {
            Machine machine = search(session, deadline).require(nativeId);
            if (!machine.on()) {
                throw ProviderFailure.of(
                        FailureCategory.CONFLICT, "InvalidPowerState", "the machine is " + machine.power());
            }
            followedMachines.acting(machine.object());
            if (force || !guestHeeds(session, "RebootGuest", machine, deadline)) {
                new VimTasks(session, deadline).submit("ResetVM_Task", machine.object());
            }
            return nativeId;
        });
    }

    /** Asks the guest. Returns false if it has no running tools; then the operation must be done without the guest. */
    private static boolean guestHeeds(VimSession session, String method, Machine machine, Deadline deadline)
            throws VimException, ProviderFailure {
        if (!machine.toolsRunning()) {
            return false;
        }
        try {
            session.ask(method, machine.object(), deadline);
            return true;
        } catch (VimFault e) {
            if (e.is("NotAuthenticated")) {
                throw e;
            }
            if (e.is("ToolsUnavailable")) {
                return false;
            }
            throw Failures.ofChange(e);
        } catch (VimException e) {
            throw Failures.ofChange(e);
        }
    }

    @Override
    public void destroy(String nativeId, String requestKey) throws ProviderFailure {
        actions.with((session, deadline) -> {
            new Removal(search(session, deadline)).of(nativeId, requestKey);
            return nativeId;
        });
    }

    /**
     * The instance UUID by which vCenter finds a machine is derived from its request key, so it identifies the
     * instance.
     */
    @Override
    public boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure {
        return actions.with((session, deadline) -> {
            if (!search(session, deadline).exists(nativeId)) {
                throw MachineSearch.unknown(nativeId);
            }
            return nativeId.equals(Naming.nativeId(requestKey));
        });
    }

    @Override
    public Map<String, Sighting> describe(Collection<String> nativeIds) throws ProviderFailure {
        return nativeIds.isEmpty() ? Map.of() : follower.sightings(nativeIds);
    }

    /** Also finds a machine whose clone is in progress or failed, so that an observation reports it. */
    @Override
    public Optional<String> findByRequestKey(String requestKey) throws ProviderFailure {
        String nativeId = Naming.nativeId(requestKey);
        return actions.with((session, deadline) -> {
            MachineSearch search = search(session, deadline);
            if (search.exists(nativeId)) {
                return Optional.of(nativeId);
            }
            Optional<CloneTracker.Outcome> making = search.making(nativeId);
            return switch (making.orElse(new CloneTracker.Done())) {
                case CloneTracker.UnderWay clone -> Optional.of(nativeId);
                case CloneTracker.Failed failed -> Optional.of(nativeId);
                case CloneTracker.Cancelled cancelled -> Optional.empty();
                // It may have been created between the two calls.
                case CloneTracker.Done done -> search.exists(nativeId) ? Optional.of(nativeId) : Optional.empty();
            };
        });
    }

    private MachineSearch search(VimSession session, Deadline deadline) {
        return new MachineSearch(
                session, deadline, followedMachines, clock.instant().minus(config.eventHistory()));
    }

    @Override
    public Catalogue catalogue() throws ProviderFailure {
        return actions.with((session, deadline) -> Catalogues.of(inventories.get(session, CATALOGUE, deadline)));
    }

    @Override
    public Listening listen(Consumer<Set<String>> changed) {
        return follower.listen(changed);
    }

    @Override
    public void close() {
        follower.close();
        actions.close();
        transport.close();
    }

    @Override
    public String toString() {
        return "VsphereProvider[" + config.url() + "]";
    }
}
