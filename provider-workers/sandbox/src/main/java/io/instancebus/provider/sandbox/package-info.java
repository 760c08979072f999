/**
 * An embedded cloud for first minutes and tests. {@link io.instancebus.provider.sandbox.SandboxCloud} is the
 * cloud, durable in a folder; {@link io.instancebus.provider.sandbox.SandboxProvider} is an account with it.
 * It fails on demand: the modes are those of {@link io.instancebus.provider.sandbox.SandboxMode}, explained in
 * docs/sandbox.md.
 *
 * <p>No thread and no timer belongs to an instance. An instance is the list of {@link
 * io.instancebus.provider.sandbox.Stage stages} that it will go through, each with the time from which it
 * holds; what it is now is read off the clock. A mutation replaces the list, under one lock, after the new value has
 * been appended to the journal. Reads take no lock.
 */
@NullMarked
package io.instancebus.provider.sandbox;

import org.jspecify.annotations.NullMarked;
