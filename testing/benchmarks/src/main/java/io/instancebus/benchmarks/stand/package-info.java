/** The systems under test: a broker, databases, an SSH server, processes, generated events. */
@NullMarked
package io.instancebus.benchmarks.stand;

import org.jspecify.annotations.NullMarked;
