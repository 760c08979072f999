/** Everything in one JVM, and the command line. */
@NullMarked
package io.instancebus.standalone;

import org.jspecify.annotations.NullMarked;
