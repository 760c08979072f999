package io.instancebus.embedded;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.AclDeleteResult;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;
import org.jspecify.annotations.Nullable;

/**
 * Allows everything, but no records while the disk has no room for them: Kafka asks its authorizer before it appends,
 * and has no other place to refuse a record. A publisher is told that it is not authorized for the topic.
 */
public final class WriteGuard implements Authorizer {
    /** The setting with the folder whose {@link DiskWatch} is asked. */
    static final String FOLDER = "embedded.disk.folder";

    /** By folder. Kafka makes texts of its settings when it starts from a snapshot of its metadata: no object gets through. */
    private static final Map<String, DiskWatch> DISKS = new ConcurrentHashMap<>();

    private @Nullable DiskWatch disk;

    /** To be called before a broker with this folder starts. */
    static void ask(String folder, DiskWatch disk) {
        DISKS.put(folder, disk);
    }

    /** To be called when it has ended. */
    static void forget(String folder) {
        DISKS.remove(folder);
    }

    @Override
    public void configure(Map<String, ?> settings) {
        disk = Objects.requireNonNull(DISKS.get(String.valueOf(settings.get(FOLDER))));
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext request, List<Action> actions) {
        return actions.stream().map(this::authorize).toList();
    }

    private AuthorizationResult authorize(Action action) {
        return action.operation() == AclOperation.WRITE && refuses(action.resourcePattern())
                ? AuthorizationResult.DENIED
                : AuthorizationResult.ALLOWED;
    }

    private boolean refuses(ResourcePattern resource) {
        var watch = Objects.requireNonNull(disk);
        return switch (resource.resourceType()) {
            case TOPIC -> watch.refuses(resource.name());
            // What a transaction consists of lies in several logs: none ends while one of them may have no room.
            case TRANSACTIONAL_ID -> watch.refusesAll();
            default -> false;
        };
    }

    @Override
    public AuthorizationResult authorizeByResourceType(
            AuthorizableRequestContext request, AclOperation operation, ResourceType type) {
        return AuthorizationResult.ALLOWED;
    }

    @Override
    public Map<Endpoint, ? extends CompletionStage<Void>> start(AuthorizerServerInfo server) {
        return server.endpoints().stream()
                .collect(Collectors.toMap(endpoint -> endpoint, endpoint -> CompletableFuture.completedFuture(null)));
    }

    @Override
    public List<? extends CompletionStage<AclCreateResult>> createAcls(
            AuthorizableRequestContext request, List<AclBinding> bindings) {
        throw noAcls();
    }

    @Override
    public List<? extends CompletionStage<AclDeleteResult>> deleteAcls(
            AuthorizableRequestContext request, List<AclBindingFilter> filters) {
        throw noAcls();
    }

    @Override
    public Iterable<AclBinding> acls(AclBindingFilter filter) {
        throw noAcls();
    }

    private static SecurityDisabledException noAcls() {
        return new SecurityDisabledException("The embedded broker keeps no ACLs.");
    }

    @Override
    public void close() {
        disk = null;
    }
}
