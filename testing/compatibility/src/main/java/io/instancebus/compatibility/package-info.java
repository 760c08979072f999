/**
 * Compares the public API of a module with that of its releases. A module that other projects compile against commits its
 * API as text, {@code api/VERSION.txt}, and one of its tests compares the current API with each of these files.
 */
@NullMarked
package io.instancebus.compatibility;

import org.jspecify.annotations.NullMarked;
