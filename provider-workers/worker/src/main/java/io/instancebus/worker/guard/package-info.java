/**
 * The boundary around adapters: a call that throws, hangs or gives an invalid result ends in a {@code ProviderFailure},
 * and an adapter that cannot be opened disables its account only.
 */
@NullMarked
package io.instancebus.worker.guard;

import org.jspecify.annotations.NullMarked;
