/**
 * Watchers look at the instances of the accounts they own and report differences.
 *
 * <p>An account belongs to whoever has the partition of the observations topic that its name falls into; the groups are
 * per provider type, so every worker with accounts of a type must be configured with all accounts of that type.
 *
 * <p>The epoch of a look must rise whenever an account changes its watcher, whichever process and machine that is. It
 * is kept in the metadata of the group's committed offset: whoever gets a partition takes the greater of the clock and
 * the stored epoch plus one, and commits it before it looks; the broker takes that commit from the partition's owner
 * only. So neither a clock that is behind nor a group whose offsets have expired makes it fall.
 *
 * <p>Each account has two threads while it is watched, one for the looks and one for the catalogue, which is the only
 * one to tell of it. Whoever ends the watch waits for neither: what a look still reports has the epoch of an owner that
 * was, and of the account nothing is told any more.
 *
 * <p>{@link io.instancebus.worker.watcher.AccountWatch} and {@link io.instancebus.worker.watcher.CatalogueWatch} decide
 * and are driven by hand in tests; {@link io.instancebus.worker.watcher.WatchLoop} has their threads;
 * {@link io.instancebus.worker.watcher.Watchers} and {@link io.instancebus.worker.watcher.StateTable} know of Kafka.
 */
@NullMarked
package io.instancebus.worker.watcher;

import org.jspecify.annotations.NullMarked;
