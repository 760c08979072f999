/**
 * The shell of every service: its configuration file, its life as a process, and the management port with its health and
 * its metrics. A service implements {@link io.instancebus.service.Service}; {@link io.instancebus.service.ServiceShell}
 * runs it.
 */
@NullMarked
package io.instancebus.service;

import org.jspecify.annotations.NullMarked;
