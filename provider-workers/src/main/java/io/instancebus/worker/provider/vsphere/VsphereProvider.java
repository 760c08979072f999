package io.instancebus.worker.provider.vsphere;

import io.instancebus.domain.Backoff;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.worker.provider.Capabilities;
import io.instancebus.worker.provider.CreateRequest;
import io.instancebus.worker.provider.CreatedInstance;
import io.instancebus.worker.provider.Foreign;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderFailure;
import io.instancebus.worker.provider.Secret;
import io.instancebus.worker.provider.SecretFailure;
import io.instancebus.worker.provider.http.Deadline;
import io.instancebus.worker.provider.http.HttpTransport;
import io.instancebus.worker.provider.vsphere.vim.LocalizedFault;
import io.instancebus.worker.provider.vsphere.vim.ManagedObject;
import io.instancebus.worker.provider.vsphere.vim.ObjectContent;
import io.instancebus.worker.provider.vsphere.vim.Properties;
import io.instancebus.worker.provider.vsphere.vim.VimException;
import io.instancebus.worker.provider.vsphere.vim.VimFault;
import io.instancebus.worker.provider.vsphere.vim.VimSession;
import io.instancebus.worker.provider.vsphere.vim.VimTask;
import io.instancebus.worker.provider.vsphere.vim.VimTransport;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An account with a vCenter. */
public final class VsphereProvider implements Provider {
    /** vCenter refuses a second machine of one name in a folder, and the name is made from the request key. */
    private static final Capabilities CAPABILITIES = new Capabilities(true, false, true, 100_000);

    private static final Duration INVENTORY = Duration.ofMinutes(5);
    private static final Duration CATALOGUE = Duration.ofMinutes(1);
    private static final Duration JUST_NOW = Duration.ofSeconds(2);
    private static final Backoff POLLS = new Backoff(Duration.ofMillis(50), Duration.ofMillis(500));
    /** What is left of a call's time when it no longer waits for a task. */
    private static final Duration RESERVE = Duration.ofSeconds(1);

    private final VsphereConfig config;
    private final Clock clock;
    private final VimTransport transport;
    private final Acting acting;
    private final Picture picture;
    private final LiveView view;
    private final Inventories inventories = new Inventories();

    /** Where the account's password is; it is looked up at every login. */
    @FunctionalInterface
    public interface Password {
        Secret open() throws SecretFailure;
    }

    public VsphereProvider(VsphereConfig config, Password password, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.transport =
                new VimTransport(config.url(), new HttpTransport(config.trust().context()));
        Logins logins = new Logins(transport, config.user(), password::open);
        this.acting = new Acting(logins, config.callTimeout());
        this.picture = new Picture(config.user(), config.sshUsername());
        this.view = new LiveView(logins, picture, config, clock);
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
        return acting.with((session, deadline) -> {
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
            picture.cloning(nativeId, submit(session, "CloneVM_Task", placement.source(), creation, deadline));
            return new CreatedInstance(nativeId);
        });
    }

    private static ManagedObject submit(
            VimSession session, String method, ManagedObject object, @Nullable Creation creation, Deadline deadline)
            throws VimException, ProviderFailure {
        try {
            return session.task(
                    method,
                    object,
                    request -> {
                        if (creation != null) {
                            creation.write(request);
                        }
                    },
                    deadline);
        } catch (VimFault e) {
            if (e.is("NotAuthenticated")) {
                throw e;
            }
            throw Failures.ofChange(e);
        } catch (VimException e) {
            throw Failures.ofChange(e);
        }
    }

    /** What is not known may have come meanwhile, so an old inventory refuses nothing. */
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
        acting.with((session, deadline) -> {
            Machine machine = machine(session, nativeId, deadline);
            if (!machine.on()) {
                picture.acting(machine.object());
                submit(session, "PowerOnVM_Task", machine.object(), null, deadline);
            }
            return nativeId;
        });
    }

    @Override
    public void stop(String nativeId, boolean force) throws ProviderFailure {
        acting.with((session, deadline) -> {
            Machine machine = machine(session, nativeId, deadline);
            if (machine.on()) {
                picture.acting(machine.object());
                if (force || !guestHeeds(session, "ShutdownGuest", machine, deadline)) {
                    submit(session, "PowerOffVM_Task", machine.object(), null, deadline);
                }
            }
            return nativeId;
        });
    }

    @Override
    public void reboot(String nativeId, boolean force) throws ProviderFailure {
        acting.with((session, deadline) -> {
            Machine machine = machine(session, nativeId, deadline);
            if (!machine.on()) {
                throw ProviderFailure.of(
                        FailureCategory.CONFLICT, "InvalidPowerState", "the machine is " + machine.power());
            }
            picture.acting(machine.object());
            if (force || !guestHeeds(session, "RebootGuest", machine, deadline)) {
                submit(session, "ResetVM_Task", machine.object(), null, deadline);
            }
            return nativeId;
        });
    }

    /** Whether the guest could be asked. Without its tools it cannot, and what was asked for is done from outside. */
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
        acting.with((session, deadline) -> {
            Optional<Machine> found = find(session, nativeId, deadline);
            if (!nativeId.equals(Naming.nativeId(requestKey))) {
                throw found.isPresent() ? Foreign.refusal(nativeId, requestKey) : unknown(nativeId);
            }
            boolean cancelled =
                    found.filter(Machine::on).isEmpty() && cancel(session, nativeId, found.isPresent(), deadline);
            if (cancelled || found.isEmpty()) {
                // It may have been made between the questions.
                found = find(session, nativeId, deadline);
            }
            if (found.isEmpty() && !cancelled) {
                throw unknown(nativeId);
            }
            if (found.filter(machine -> !machine.on() && picture.isNew(machine.object()))
                            .isPresent()
                    && awaitTurningOn(session, found.get(), deadline)) {
                found = find(session, nativeId, deadline);
            }
            if (found.isPresent()) {
                destroy(session, nativeId, found.get(), deadline);
            }
            return nativeId;
        });
    }

    /** The UUID that vCenter finds a machine by is made from its key, so it says whose the machine is. */
    @Override
    public boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure {
        return acting.with((session, deadline) -> {
            if (session.findByInstanceUuid(nativeId, deadline).isEmpty()) {
                throw unknown(nativeId);
            }
            return nativeId.equals(Naming.nativeId(requestKey));
        });
    }

    /** A new machine comes on by itself, and then cannot be deleted; whether it was about to, which has ended now. */
    private static boolean awaitTurningOn(VimSession session, Machine machine, Deadline deadline)
            throws VimException, ProviderFailure {
        for (VimTask task : new CloneSearch(session, deadline).recentTasks()) {
            if (task.underWay()
                    && machine.object().equals(task.entity())
                    && task.descriptionId().equals("VirtualMachine.powerOn")) {
                await(session, task.object(), deadline);
                return true;
            }
        }
        return false;
    }

    private void destroy(VimSession session, String nativeId, Machine machine, Deadline deadline)
            throws VimException, ProviderFailure {
        if (!machine.power().equals("poweredOff")) {
            picture.acting(machine.object());
            VimTask off =
                    await(session, submit(session, "PowerOffVM_Task", machine.object(), null, deadline), deadline);
            LocalizedFault error = off.error();
            if (error != null && !error.type().equals("InvalidPowerState")) {
                throw Failures.of(error);
            }
        }
        // Said first: the machine may be gone before the answer is here.
        picture.destroying(nativeId);
        submit(session, "Destroy_Task", machine.object(), null, deadline);
    }

    /** Cancels the making of the machine, if that is under way, and waits for its end; whether it was. */
    private boolean cancel(VimSession session, String nativeId, boolean visible, Deadline deadline)
            throws VimException, ProviderFailure {
        Optional<Attempts.Outcome> making = picture.making(nativeId);
        if (making.isEmpty() && !visible) {
            making = search(session, nativeId, deadline);
        }
        if (!(making.orElse(null) instanceof Attempts.UnderWay clone) || clone.task() == null) {
            return false;
        }
        try {
            session.ask("CancelTask", clone.task(), deadline);
        } catch (VimFault e) {
            // It may have ended in between, or be past the point where it can be cancelled.
            if (e.is("NotAuthenticated")) {
                throw e;
            }
        }
        await(session, clone.task(), deadline);
        return true;
    }

    /** How a task ended. One that takes too long for this call is to be asked after again. */
    private static VimTask await(VimSession session, ManagedObject task, Deadline deadline)
            throws VimException, ProviderFailure {
        int polls = 0;
        while (deadline.left().compareTo(RESERVE) > 0) {
            List<ObjectContent> found =
                    session.retrieve(Properties.of(task, VimTask.PATHS.toArray(String[]::new)), deadline);
            if (!found.isEmpty()) {
                VimTask now = VimTask.of(task, found.getFirst().properties());
                if (!now.underWay()) {
                    return now;
                }
            }
            polls++;
            pause(POLLS.after(polls));
        }
        throw ProviderFailure.of(
                FailureCategory.RETRYABLE, "TaskInProgress", "vCenter's " + task + " has not ended yet");
    }

    private static void pause(Duration poll) throws ProviderFailure {
        try {
            Thread.sleep(poll);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderFailure.outcomeUnknown("interrupted", e);
        }
    }

    @Override
    public Map<String, Sighting> describe(Collection<String> nativeIds) throws ProviderFailure {
        return nativeIds.isEmpty() ? Map.of() : view.sightings(nativeIds);
    }

    /** Also one that is being made, or that failed while it was made: then a look tells how and why. */
    @Override
    public Optional<String> findByRequestKey(String requestKey) throws ProviderFailure {
        String nativeId = Naming.nativeId(requestKey);
        return acting.with((session, deadline) -> {
            if (session.findByInstanceUuid(nativeId, deadline).isPresent()) {
                return Optional.of(nativeId);
            }
            Optional<Attempts.Outcome> making = search(session, nativeId, deadline);
            return switch (making.orElse(new Attempts.Done())) {
                case Attempts.UnderWay clone -> Optional.of(nativeId);
                case Attempts.Failed failed -> Optional.of(nativeId);
                case Attempts.Cancelled cancelled -> Optional.empty();
                // It may have been made between the two questions.
                case Attempts.Done done ->
                    session.findByInstanceUuid(nativeId, deadline).map(found -> nativeId);
            };
        });
    }

    private Optional<Attempts.Outcome> search(VimSession session, String nativeId, Deadline deadline)
            throws VimException {
        Optional<Attempts.Outcome> known = picture.making(nativeId);
        return known.isPresent()
                ? known
                : new CloneSearch(session, deadline)
                        .of(nativeId, clock.instant().minus(config.eventHistory()));
    }

    @Override
    public Catalogue catalogue() throws ProviderFailure {
        return acting.with((session, deadline) -> Catalogues.of(inventories.get(session, CATALOGUE, deadline)));
    }

    @Override
    public Listening listen(Consumer<Set<String>> changed) {
        return view.listen(changed);
    }

    /** What is being made is not there yet, and must not be taken for what is gone. */
    private Machine machine(VimSession session, String nativeId, Deadline deadline)
            throws VimException, ProviderFailure {
        Optional<Machine> found = find(session, nativeId, deadline);
        Failure problem = found.map(Machine::problem).orElse(null);
        if (problem != null) {
            throw ProviderFailure.of(problem.category(), problem.providerCode(), problem.message());
        }
        if (found.isPresent()) {
            return found.get();
        }
        if (search(session, nativeId, deadline).orElse(null) instanceof Attempts.UnderWay) {
            throw ProviderFailure.of(FailureCategory.CONFLICT, "TaskInProgress", "the machine is still being cloned");
        }
        throw unknown(nativeId);
    }

    private static Optional<Machine> find(VimSession session, String nativeId, Deadline deadline) throws VimException {
        Optional<ManagedObject> object = session.findByInstanceUuid(nativeId, deadline);
        if (object.isEmpty()) {
            return Optional.empty();
        }
        return session
                .retrieve(
                        Properties.of(
                                object.get(),
                                "name",
                                "config.instanceUuid",
                                "runtime.powerState",
                                "runtime.connectionState",
                                "guest.toolsRunningStatus"),
                        deadline)
                .stream()
                .findFirst()
                .map(content -> Machine.of(content.object(), content.properties()));
    }

    private static ProviderFailure unknown(String nativeId) {
        return ProviderFailure.of(
                FailureCategory.NOT_FOUND, "NotFound", "vCenter has no machine with the instance UUID " + nativeId);
    }

    @Override
    public void close() {
        view.close();
        acting.close();
        transport.close();
    }

    @Override
    public String toString() {
        return "VsphereProvider[" + config.url() + "]";
    }
}
