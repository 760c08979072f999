/**
 * Holds the public API of a module to that of its releases. A module that other projects compile against commits its API
 * as text, {@code api/VERSION.txt}, and one test of its own compares what is built with each of these files.
 */
@NullMarked
package io.instancebus.compatibility;

import org.jspecify.annotations.NullMarked;
