package com.example.processes;

import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import io.instancebus.domain.Configuration;
import io.instancebus.domain.Configuration.Named;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingBuilder;
import io.instancebus.domain.SightingState;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** What a look at an instance's folder and its processes shows. */
final class States {
    private States() {}

    static Sighting of(Instance instance) throws IOException {
        Runs runs = instance.runs();
        if (runs.none()) {
            return shown(instance, SightingState.PENDING, "created").build();
        }
        if (!runs.live().isEmpty()) {
            return runs.isAskedToStop()
                    ? shown(instance, SightingState.STOPPING, "stopping").build()
                    : shown(instance, SightingState.RUNNING, "running").build();
        }
        return ended(instance, runs);
    }

    /** A program that fails by itself is at fault; one that was stopped, or killed by somebody, is not. */
    private static Sighting ended(Instance instance, Runs runs) throws IOException {
        OptionalInt status = runs.exitStatus();
        if (status.isEmpty()) {
            return shown(instance, SightingState.STOPPED, "killed").build();
        }
        int code = status.getAsInt();
        boolean failed = code != 0 && !runs.isAskedToStop();
        return shown(instance, SightingState.STOPPED, "ended (" + code + ")")
                .fault(failed ? fault(code) : null)
                .build();
    }

    private static Failure fault(int code) {
        return new Failure(
                FailureCategory.INTERNAL, Integer.toString(code), "the program ended with status " + code, false);
    }

    private static SightingBuilder shown(Instance instance, SightingState state, String raw) {
        Named machine = Named.orNull(Catalogues.MACHINE);
        return Sighting.builder(state)
                .rawState(raw)
                .nativeId(instance.nativeId())
                .privateAddresses(List.of(new Address("127.0.0.1", AddressType.IPV4)))
                .launchedAt(instance.created())
                .configuration(new Configuration(
                        instance.name(), Named.orNull(instance.image()), machine, machine, null, null));
    }
}
