package io.instancebus.provider.docker;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.http.Transport;
import io.instancebus.provider.jclouds.Cloud;
import io.instancebus.provider.jclouds.Endpoints;
import io.instancebus.provider.jclouds.Renewal;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jclouds.ContextBuilder;
import org.jspecify.annotations.Nullable;

/** The Docker engine, through jclouds, in a version of its API that both sides support. */
final class Engine implements AutoCloseable {
    /**
     * The newest API version whose responses this adapter was written for; OLDEST is the first with all needed calls.
     */
    private static final int NEWEST = 44;

    private static final int OLDEST = 25;

    private final DockerConfig config;
    private final Transport transport;
    private final URI endpoint;
    private @Nullable Opened opened;

    private record Opened(String version, Cloud<EngineApi> cloud) {}

    Engine(DockerConfig config, Transport transport) {
        this.config = config;
        this.transport = transport;
        // The host in a request to a socket has no meaning.
        this.endpoint = "unix".equals(config.engine().getScheme()) ? URI.create("http://localhost") : config.engine();
    }

    /** A request without an effect. */
    @FunctionalInterface
    interface Question<T> {
        T put() throws ProviderFailure;
    }

    static <T> T question(Question<T> question) throws ProviderFailure {
        try {
            return question.put();
        } catch (ProviderFailure e) {
            throw e.asQuestion();
        }
    }

    /** Begins a piece of work; all its requests share one deadline. */
    Asking ask() {
        return new Asking(Deadline.in(config.callTimeout()));
    }

    /** The requests of one piece of work. Not thread-safe. */
    final class Asking {
        private final Deadline deadline;

        private Asking(Deadline deadline) {
            this.deadline = deadline;
        }

        <T> T call(String name, Function<EngineApi, T> call) throws ProviderFailure {
            Opened engine = opened(deadline.left());
            try {
                T answer = engine.cloud().call(name, deadline.left(), call);
                if (answer == null) {
                    throw ProviderFailure.outcomeUnknown("the answer to " + name + " was empty", null);
                }
                return answer;
            } catch (ProviderFailure e) {
                forgetIfReplaced(engine, e);
                throw e;
            }
        }

        void change(String name, Consumer<EngineApi> call) throws ProviderFailure {
            boolean done = call(name, api -> {
                call.accept(api);
                return true;
            });
            assert done;
        }
    }

    /** The URI of a request that jclouds does not send. */
    URI uri(String pathAndQuery) throws ProviderFailure {
        return endpoint.resolve("/v" + opened(config.callTimeout()).version() + pathAndQuery);
    }

    private synchronized void forgetIfReplaced(Opened engine, ProviderFailure e) {
        if (engine == opened && String.valueOf(e.getMessage()).startsWith("client version")) {
            // The engine was replaced by another release.
            opened = null;
        }
    }

    private Opened opened(Duration left) throws ProviderFailure {
        synchronized (this) {
            if (opened != null) {
                return opened;
            }
        }
        String version = config.apiVersion() == null ? agreed(left) : config.apiVersion();
        synchronized (this) {
            if (opened == null) {
                opened = new Opened(version, new Cloud<>(() -> api(version), config.callTimeout(), Failures::of));
            }
            return opened;
        }
    }

    private String agreed(Duration left) throws ProviderFailure {
        Transport.Answer answer;
        try {
            answer = transport.exchange(
                    new Transport.Request("GET", endpoint.resolve("/_ping"), Map.of(), new byte[0]), left);
        } catch (Transport.NotSent e) {
            throw e.failure("the engine did not report its API version: " + e.getMessage());
        } catch (IOException e) {
            throw ProviderFailure.unreachable("the engine did not report its API version: " + e.getMessage(), null);
        }
        String newest = answer.header("Api-Version").orElse("");
        if (answer.status() != 200 || !newest.matches("1\\.[0-9]{1,3}")) {
            throw ProviderFailure.unreachable(
                    "the server at " + config.engine() + " is not a Docker engine" + " (status " + answer.status()
                            + ")",
                    null);
        }
        int minor = Integer.parseInt(newest.substring(2));
        if (minor < OLDEST) {
            throw ProviderFailure.of(
                    FailureCategory.INVALID,
                    null,
                    "the engine's API is " + newest + "; at least 1." + OLDEST + " is needed");
        }
        return "1." + Math.min(NEWEST, minor);
    }

    private EngineApi api(String version) {
        ContextBuilder builder = ContextBuilder.newBuilder(new EngineMetadata())
                .endpoint(endpoint.toString())
                .credentials("none", "none")
                .apiVersion(version);
        return Cloud.prepared(builder, transport, new Endpoints(List.of(endpoint)), Renewal.NONE, new EngineModule())
                .buildApi(EngineApi.class);
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.cloud().close();
        }
        transport.close();
    }
}
