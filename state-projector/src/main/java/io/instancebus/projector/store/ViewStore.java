package io.instancebus.projector.store;

import java.util.Collection;
import java.util.List;

/**
 * The view, to be written. Rows and positions change together in one durable transaction, so each event counts exactly
 * once however its writer ends. Any number of writers may race: the first to move a partition's position wins, and the
 * others are told. An instance with an event that cannot be taken is set aside, and the others go on. Every method throws {@link ViewFailure} when the database fails; then nothing was changed.
 */
public interface ViewStore extends AutoCloseable {
    /** Moves the positions, then folds the entries into the rows. */
    Outcome apply(Batch batch);

    /** Which instances are set aside, at most so many of them, by their ids. */
    List<SetAside> setAside(int limit);

    /** How far the view has followed each partition that it knows. */
    List<Position> positions();

    /** Begins to follow partitions, those that the view does not know yet. */
    void follow(Collection<Position> beginnings);

    /** Empties the view, positions included, and marks it as being rebuilt. */
    void reset();

    /** Whether the view was emptied and has not been complete since. */
    boolean rebuilding();

    /** Takes the mark away: the view is complete. */
    void rebuilt();

    @Override
    void close();
}
