package io.instancebus.worker.watcher;

import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InstanceState;
import io.instancebus.worker.contract.DetailsReader;
import java.util.Optional;

/** Snapshots from the bus. */
final class SnapshotReader {
    private SnapshotReader() {}

    /** Nothing, where the state is of a later release: such an instance is not watched in passing. */
    static Optional<KnownInstance> known(InstanceSnapshot avro) {
        return state(avro.getState())
                .map(state -> new KnownInstance(
                        new InstanceId(avro.getInstanceId()),
                        avro.getAccount(),
                        state,
                        DetailsReader.details(avro.getDetails()),
                        avro.getVanished(),
                        avro.getDestroying(),
                        avro.getObservation()));
    }

    private static Optional<InstanceState> state(io.instancebus.avro.InstanceState avro) {
        return switch (avro) {
            case START -> Optional.of(InstanceState.START);
            case PENDING -> Optional.of(InstanceState.PENDING);
            case RUNNING -> Optional.of(InstanceState.RUNNING);
            case STOPPING -> Optional.of(InstanceState.STOPPING);
            case STOPPED -> Optional.of(InstanceState.STOPPED);
            case FINISH -> Optional.of(InstanceState.FINISH);
            case ERROR -> Optional.of(InstanceState.ERROR);
            case UNKNOWN -> Optional.empty();
        };
    }
}
