/**
 * A deployment on one machine, for those who measure it and those who break it: a Kafka broker, a schema registry, a
 * PostgreSQL and each service of Instance Bus, every one a process of its own on the loopback interface, in one folder.
 */
@NullMarked
package io.instancebus.testbed;

import org.jspecify.annotations.NullMarked;
