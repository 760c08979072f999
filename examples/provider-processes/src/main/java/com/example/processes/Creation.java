package com.example.processes;

import io.instancebus.domain.HardwareProfile;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.ProviderFailure;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.UUID;

/**
 * The first step of a create: the instance's folder. It is prepared under another name and then renamed, so that an
 * instance's folder is complete from the first moment, and only one of many creates with the same key makes it.
 */
record Creation(Instances instances, CreateRequest request) {
    private static final FileAttribute<?> OWN_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWN_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** The instance, which may have been there before. */
    Instance add() throws IOException, ProviderFailure {
        String nativeId = Instances.nativeId(request.requestKey());
        if (instances.find(nativeId).isEmpty()) {
            check();
            prepare(nativeId);
        }
        return instances.require(nativeId);
    }

    /** @throws ProviderFailure if it asks for what processes do not have */
    private void check() throws ProviderFailure {
        if (request.keyName() != null || !request.firewalls().isEmpty()) {
            throw Failures.invalid("processes have no key pairs and no firewalls; leave them out");
        }
        HardwareProfile profile = request.hardwareProfile();
        if (profile != null && !profile.overrides().isEmpty()) {
            throw Failures.invalid("the size of a process cannot be chosen");
        }
        only("realm", request.realmId());
        only("hardware profile", profile == null ? null : profile.id());
        if (new Catalogues(instances.config().images())
                .program(request.imageId())
                .isEmpty()) {
            throw Failures.notFound("there is no image \"" + request.imageId() + "\"");
        }
    }

    private static void only(String kind, String id) throws ProviderFailure {
        if (id != null && !id.equals(Catalogues.MACHINE)) {
            throw Failures.notFound("there is no " + kind + " \"" + id + "\"; there is only " + Catalogues.MACHINE);
        }
    }

    private void prepare(String nativeId) throws IOException {
        Path folder = instances.config().folder();
        Path next = Files.createDirectory(folder.resolve(".new-" + UUID.randomUUID()), OWN_FOLDER);
        try {
            Path home = Files.createDirectory(next.resolve(Instance.HOME), OWN_FOLDER);
            if (request.userData() != null) {
                Files.write(Files.createFile(home.resolve("user-data"), OWN_FILE), request.userData());
            }
            Instance.write(next, request, Instant.now());
            rename(next, folder.resolve(nativeId));
        } finally {
            Trees.delete(next);
        }
    }

    private static void rename(Path next, Path folder) throws IOException {
        try {
            Files.move(next, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // A folder that is not empty is never replaced: another create with this key was quicker.
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }
}
