package com.example.processes;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.Capabilities;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.Foreign;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An account: the processes that it started on this machine. All state is in its folder, so workers can share it. */
class ProcessesProvider implements Provider {
    private static final Capabilities CAPABILITIES = new Capabilities(true, true, true, 100);

    private final ProcessesConfig config;
    private final Instances instances;

    ProcessesProvider(ProcessesConfig config) {
        this.config = config;
        this.instances = new Instances(config);
    }

    @Override
    public ProviderType type() {
        return ProcessesFactory.TYPE;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public CreatedInstance create(CreateRequest request) throws ProviderFailure {
        return Failures.translated(() -> {
            Instance instance = new Creation(instances, request).add();
            startMade(instance);
            return new CreatedInstance(instance.nativeId());
        });
    }

    /** The instance exists by now, so that no failure from here on is one without an effect. */
    private void startMade(Instance instance) throws ProviderFailure {
        try {
            Failures.translated(() -> startFirst(instance));
        } catch (ProviderFailure e) {
            throw ProviderFailure.outcomeUnknown("made, but not started: " + e.getMessage(), e);
        }
    }

    @Override
    public void resume(String nativeId, CreateRequest request) throws ProviderFailure {
        Failures.translated(() -> startFirst(instances.require(nativeId)));
    }

    private Instance startFirst(Instance instance) throws IOException, ProviderFailure {
        if (instance.runs().none()) {
            launch(instance, 1, List.of());
        }
        return instance;
    }

    private void launch(Instance instance, int number, List<Leader> earlier) throws IOException, ProviderFailure {
        new Launch(instance, config.images()).run(number, earlier);
    }

    @Override
    public void start(String nativeId) throws ProviderFailure {
        Failures.translated(() -> {
            Instance instance = instances.require(nativeId);
            Runs runs = begun(instance);
            if (runs.live().isEmpty()) {
                launch(instance, runs.last() + 1, List.of());
            } else if (runs.isAskedToStop()) {
                throw Failures.conflict(nativeId + " has not stopped yet");
            }
            return instance;
        });
    }

    @Override
    public void stop(String nativeId, boolean force) throws ProviderFailure {
        Failures.translated(() -> {
            Runs runs = begun(instances.require(nativeId));
            if (!runs.live().isEmpty()) {
                runs.stop(force);
            }
            return runs;
        });
    }

    @Override
    public void reboot(String nativeId, boolean force) throws ProviderFailure {
        Failures.translated(() -> {
            Instance instance = instances.require(nativeId);
            Runs runs = begun(instance);
            List<Leader> live = runs.live();
            if (live.isEmpty() || runs.isAskedToStop()) {
                throw Failures.conflict(nativeId + " does not run");
            }
            runs.signal(force);
            launch(instance, runs.last() + 1, live);
            return instance;
        });
    }

    private static Runs begun(Instance instance) throws IOException, ProviderFailure {
        Runs runs = instance.runs();
        if (runs.none()) {
            throw Failures.conflict(instance.nativeId() + " is being made");
        }
        return runs;
    }

    @Override
    public void destroy(String nativeId, String requestKey) throws ProviderFailure {
        Failures.translated(() -> {
            Instance instance = instances.require(nativeId);
            if (!instance.requestKey().equals(requestKey)) {
                throw Foreign.refusal(nativeId, requestKey);
            }
            new Destruction(instance).run();
            return instance;
        });
    }

    @Override
    public boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure {
        return Failures.question(() -> instances.require(nativeId).requestKey().equals(requestKey));
    }

    @Override
    public Map<String, Sighting> describe(Collection<String> nativeIds) throws ProviderFailure {
        Map<String, Sighting> seen = new HashMap<>();
        for (String nativeId : nativeIds) {
            seen.put(nativeId, sighting(nativeId));
        }
        return seen;
    }

    /** One that cannot be read hides no other; a folder that is not there throws, because then none can be. */
    private Sighting sighting(String nativeId) throws ProviderFailure {
        try {
            return Failures.question(() -> {
                try {
                    Optional<Instance> instance = instances.find(nativeId);
                    return instance.isPresent() ? States.of(instance.get()) : Sighting.of(SightingState.MISSING);
                } catch (NoSuchFileException e) {
                    // Destroyed between two files.
                    return instances.find(nativeId).isPresent()
                            ? Sighting.unclear(Failure.of(FailureCategory.RETRYABLE, "it is changing"))
                            : Sighting.of(SightingState.MISSING);
                }
            });
        } catch (ProviderFailure e) {
            if (e.maySpareOthers()) {
                return Sighting.unclear(e.failure());
            }
            throw e;
        }
    }

    @Override
    public Optional<String> findByRequestKey(String requestKey) throws ProviderFailure {
        return Failures.question(() -> instances.find(Instances.nativeId(requestKey)))
                .map(Instance::nativeId);
    }

    @Override
    public Catalogue catalogue() throws ProviderFailure {
        return Failures.question(new Catalogues(config.images())::read);
    }

    /** The processes go on without their worker. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "ProcessesProvider[" + config.folder() + "]";
    }
}
