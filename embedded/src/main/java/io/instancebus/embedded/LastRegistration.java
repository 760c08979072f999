package io.instancebus.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.loader.MetadataLoader;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place in its cluster that a broker leaves behind when it is killed: it still leads its partitions. Kafka lets the
 * next broker start with that, and takes the leadership away and gives it back a moment later, so that each group
 * coordinator is loaded twice. In Kafka 4.3.1 the end of the first load is taken for the end of the second
 * ({@code CoordinatorRuntime.CoordinatorContext.load}): the coordinator then serves its groups without what it had not
 * read yet, or never serves them again. So the place is given up before the broker starts, as it is when a broker stops
 * in good order; it also need not wait until the session of the one before it is over.
 */
final class LastRegistration {
    private static final Logger log = LoggerFactory.getLogger(LastRegistration.class);
    private static final Duration LONGEST_ELECTION = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final MetadataLoader loader;
    private final Controller controller;

    LastRegistration(MetadataLoader loader, Controller controller) {
        this.loader = loader;
        this.controller = controller;
    }

    /** Does nothing if the last broker stopped in good order, or there was none. */
    void end() throws InterruptedException, ExecutionException, TimeoutException {
        Optional<BrokerRegistration> left = current().filter(registration -> !registration.fenced());
        if (left.isPresent()) {
            log.atInfo()
                    .addKeyValue("epoch", left.get().epoch())
                    .log("the last broker was killed; ending its registration");
            unregister();
        }
    }

    private Optional<BrokerRegistration> current() throws InterruptedException, ExecutionException, TimeoutException {
        var look = new Look();
        loader.installPublishers(List.of(look)).get(LONGEST_ELECTION.toSeconds(), TimeUnit.SECONDS);
        MetadataImage image = look.image.get(LONGEST_ELECTION.toSeconds(), TimeUnit.SECONDS);
        loader.removeAndClosePublisher(look).get(LONGEST_ELECTION.toSeconds(), TimeUnit.SECONDS);
        return Optional.ofNullable(image.cluster().broker(BrokerSettings.NODE_ID));
    }

    /** A controller that was started a moment ago may not have elected itself yet. */
    private void unregister() throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + LONGEST_ELECTION.toNanos();
        while (true) {
            try {
                controller.unregisterBroker(context(), BrokerSettings.NODE_ID).get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof NotControllerException) || System.nanoTime() > deadline) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            }
        }
    }

    private static ControllerRequestContext context() {
        return new ControllerRequestContext(new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
    }

    private static final class Look implements MetadataPublisher {
        private final CompletableFuture<MetadataImage> image = new CompletableFuture<>();

        @Override
        public String name() {
            return "last-registration";
        }

        @Override
        public void onMetadataUpdate(MetadataDelta delta, MetadataImage now, LoaderManifest manifest) {
            image.complete(now);
        }
    }
}
