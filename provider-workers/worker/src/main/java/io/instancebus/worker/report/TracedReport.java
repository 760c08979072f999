package io.instancebus.worker.report;

import io.instancebus.domain.Report;
import io.instancebus.schemas.header.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * A report with its trace.
 *
 * @param trace the trace of the task or request that it answers; null if it answers none, or one without a trace
 */
public record TracedReport(Report report, @Nullable TraceParent trace) {}
