package io.instancebus.provider.docker;

import java.beans.ConstructorProperties;
import org.jspecify.annotations.Nullable;

/** The engine's machine. */
record EngineInfo(
        @Nullable String name,
        int cpus,
        long memoryBytes,
        @Nullable String architecture) {
    @ConstructorProperties({"Name", "NCPU", "MemTotal", "Architecture"})
    EngineInfo {}
}
