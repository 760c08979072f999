/** What the measures are run on: a broker, databases, an SSH server, processes, generated events. */
@NullMarked
package io.instancebus.benchmarks.stand;

import org.jspecify.annotations.NullMarked;
