package io.instancebus.worker.report;

import io.instancebus.domain.Report;
import io.instancebus.schemas.header.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * A report and what led to it.
 *
 * @param trace of the task or the request that it answers; null where it answers none, or one that belongs to no trace
 */
public record TracedReport(Report report, @Nullable TraceParent trace) {}
