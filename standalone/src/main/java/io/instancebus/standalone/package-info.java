/** The command line, and everything in one JVM. */
@NullMarked
package io.instancebus.standalone;

import org.jspecify.annotations.NullMarked;
