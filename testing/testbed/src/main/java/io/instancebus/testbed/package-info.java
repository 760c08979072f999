/**
 * A deployment on one machine, for benchmarks and fault injection: a Kafka broker, a schema registry, a PostgreSQL and each
 * service of Instance Bus, each as a process of its own on the loopback interface, in one folder.
 */
@NullMarked
package io.instancebus.testbed;

import org.jspecify.annotations.NullMarked;
