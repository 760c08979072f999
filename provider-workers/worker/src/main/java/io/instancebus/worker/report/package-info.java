/** What workers publish: reports of tasks and observations, events of accounts, dead letters. */
@NullMarked
package io.instancebus.worker.report;

import org.jspecify.annotations.NullMarked;
