/**
 * Watchers observe the instances of the accounts that they own, and report differences.
 *
 * <p>The owner of an account is the member with the partition of the observations topic to which its name maps. The
 * groups are per provider type, so every worker with accounts of a type must have all accounts of that type.
 *
 * <p>The epoch of an observation must rise whenever an account changes its watcher, whichever process and machine that
 * is. It is stored in the metadata of the group's committed offset. A new owner of a partition takes the greater of the
 * clock and the stored epoch plus one, and commits it before it observes; the broker accepts that commit only from the
 * partition's owner. So the epoch never falls, even if a clock is behind or the group's offsets have expired.
 *
 * <p>Each watched account has two threads, one for observations and one for the catalogue; only the latter publishes
 * the catalogue. Closing the watch waits for neither: a late observation carries the epoch of a former owner, and a
 * late catalogue is not published.
 *
 * <p>{@link io.instancebus.worker.watcher.AccountWatcher} and {@link io.instancebus.worker.watcher.CatalogueWatcher}
 * decide, and tests call them step by step; {@link io.instancebus.worker.watcher.WatcherThreads} has their threads;
 * {@link io.instancebus.worker.watcher.Watchers} and {@link io.instancebus.worker.watcher.StateTable} use Kafka.
 */
@NullMarked
package io.instancebus.worker.watcher;

import org.jspecify.annotations.NullMarked;
