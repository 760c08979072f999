/**
 * An embedded cloud for a first try and for tests. {@link io.instancebus.provider.sandbox.SandboxCloud} is the cloud,
 * durable in a folder; {@link io.instancebus.provider.sandbox.SandboxProvider} is an account at it. It fails on
 * request: {@link io.instancebus.provider.sandbox.SandboxMode} has the modes, and docs/sandbox.md explains them.
 *
 * <p>An instance has no thread and no timer. It is the list of its {@link io.instancebus.provider.sandbox.Stage
 * stages}, each with its beginning; the clock determines the current one. A change replaces the list, under one lock,
 * after the new value was appended to the journal. Reads take no lock.
 */
@NullMarked
package io.instancebus.provider.sandbox;

import org.jspecify.annotations.NullMarked;
