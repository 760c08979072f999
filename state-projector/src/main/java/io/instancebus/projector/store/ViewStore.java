package io.instancebus.projector.store;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * The view, for writing. Rows and positions change together in one durable transaction, so each event counts exactly
 * once however its writer ends. Several writers may race: the first to advance a partition's position wins, and the
 * others get {@link BatchOutcome.Moved}. An instance with an event that cannot be applied is set aside, and the others
 * go on. Every method throws {@link ViewFailure} when the database fails; then nothing was changed.
 */
public interface ViewStore extends AutoCloseable {
    /** Advances the positions, then folds the entries into the rows. */
    default BatchOutcome apply(Batch batch) {
        return prepare(batch).get();
    }

    /**
     * Does what can be done for a batch without the database, on the caller's thread, while another thread may write
     * another batch.
     *
     * @return applies the batch as {@link #apply}, on the thread that calls it, once
     */
    Supplier<BatchOutcome> prepare(Batch batch);

    /** The instances that are set aside, by their ids; at most this many. */
    List<SetAside> setAside(int limit);

    /** The view's position in each partition that it knows. */
    List<Position> positions();

    /** Adds the positions of those partitions that the view does not know yet. */
    void follow(Collection<Position> beginnings);

    /** Empties the view, including its positions, and marks it as being rebuilt. */
    void reset();

    /** Whether the view was emptied and has not been complete since. */
    boolean rebuilding();

    /** Removes the mark: the view is complete. */
    void rebuilt();

    @Override
    void close();
}
