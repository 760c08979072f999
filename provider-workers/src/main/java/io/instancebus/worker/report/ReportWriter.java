package io.instancebus.worker.report;

import io.instancebus.avro.InstanceObserved;
import io.instancebus.avro.NamedThing;
import io.instancebus.avro.ObservedConfiguration;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.RunFinished;
import io.instancebus.avro.TaskAccepted;
import io.instancebus.avro.TaskDeferred;
import io.instancebus.avro.TaskFailed;
import io.instancebus.avro.TaskOutcomeUnknown;
import io.instancebus.avro.TaskStarted;
import io.instancebus.domain.Address;
import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Configuration;
import io.instancebus.domain.Configuration.Named;
import io.instancebus.domain.Failure;
import io.instancebus.domain.Report;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.RunResult;
import io.instancebus.worker.contract.SealedTexts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports for the bus. */
final class ReportWriter {
    private ReportWriter() {}

    /**
     * @param account that the instance belongs to
     * @param worker who says so
     */
    static ProviderReport report(String account, String worker, Instant reportedAt, Report report) {
        ProviderReport avro = new ProviderReport();
        avro.setInstanceId(report.instanceId().value());
        avro.setAccount(account);
        avro.setWorker(worker);
        avro.setReportedAt(reportedAt);
        if (report instanceof Report.OfTask task) {
            avro.setTaskId(task.taskId());
            avro.setAttempt(task.attempt());
        }
        setBody(avro, report);
        return avro;
    }

    private static void setBody(ProviderReport avro, Report report) {
        switch (report) {
            case Report.Started started -> {
                avro.setType("TaskStarted");
                avro.setTaskStarted(new TaskStarted());
            }
            case Report.Accepted accepted -> {
                avro.setType("TaskAccepted");
                avro.setTaskAccepted(new TaskAccepted(accepted.nativeId(), adminPassword(accepted)));
            }
            case Report.Failed failed -> {
                avro.setType("TaskFailed");
                avro.setTaskFailed(new TaskFailed(failure(failed.failure())));
            }
            case Report.Deferred deferred -> {
                avro.setType("TaskDeferred");
                avro.setTaskDeferred(new TaskDeferred(deferred.retryAt(), deferred.reason()));
            }
            case Report.OutcomeUnknown unknown -> {
                avro.setType("TaskOutcomeUnknown");
                avro.setTaskOutcomeUnknown(new TaskOutcomeUnknown(unknown.reason()));
            }
            case Report.RunFinished finished -> {
                avro.setType("RunFinished");
                avro.setRunFinished(finished(finished.result()));
            }
            case Report.Observed observed -> {
                avro.setType("InstanceObserved");
                avro.setInstanceObserved(observed(observed));
            }
        }
    }

    private static io.instancebus.avro.@Nullable AdminPassword adminPassword(Report.Accepted accepted) {
        AdminPassword password = accepted.adminPassword();
        return password == null
                ? null
                : new io.instancebus.avro.AdminPassword(
                        password.commandId().value(),
                        password.toRequester() == null ? null : SealedTexts.avro(password.toRequester()),
                        password.toWorkers() == null ? null : SealedTexts.avro(password.toWorkers()));
    }

    private static RunFinished finished(RunResult result) {
        return new RunFinished(
                result.exitStatus(),
                result.signal(),
                result.output(),
                result.truncated(),
                result.timedOut(),
                result.hostKey(),
                result.duration().toMillis());
    }

    private static InstanceObserved observed(Report.Observed observed) {
        Sighting seen = observed.sighting();
        InstanceObserved avro = new InstanceObserved();
        avro.setNumber(observed.number());
        avro.setEpoch(observed.epoch());
        avro.setPass(observed.pass());
        avro.setState(io.instancebus.avro.SightingState.valueOf(seen.state().name()));
        avro.setRawState(seen.rawState());
        avro.setNativeId(seen.nativeId());
        avro.setPublicAddresses(addresses(seen.publicAddresses()));
        avro.setPrivateAddresses(addresses(seen.privateAddresses()));
        avro.setSshPort(seen.sshPort());
        avro.setLaunchedAt(seen.launchedAt());
        avro.setOwnerId(seen.ownerId());
        avro.setUsername(seen.username());
        avro.setProgress(seen.progress());
        Failure fault = seen.fault();
        avro.setFault(fault == null ? null : failure(fault));
        Configuration configuration = seen.configuration();
        avro.setConfiguration(configuration.equals(Configuration.UNSAID) ? null : avro(configuration));
        return avro;
    }

    private static ObservedConfiguration avro(Configuration configuration) {
        List<Named> firewalls = configuration.firewalls();
        return new ObservedConfiguration(
                configuration.name(),
                avro(configuration.image()),
                avro(configuration.realm()),
                avro(configuration.hardwareProfile()),
                configuration.keyName(),
                firewalls == null
                        ? null
                        : firewalls.stream().map(ReportWriter::thing).toList());
    }

    private static @Nullable NamedThing avro(@Nullable Named named) {
        return named == null ? null : thing(named);
    }

    private static NamedThing thing(Named named) {
        return new NamedThing(named.id(), named.otherNames());
    }

    static io.instancebus.avro.Failure failure(Failure failure) {
        return new io.instancebus.avro.Failure(
                io.instancebus.avro.FailureCategory.valueOf(failure.category().name()),
                failure.providerCode(),
                failure.message(),
                failure.retryable());
    }

    private static List<io.instancebus.avro.Address> addresses(List<Address> addresses) {
        return addresses.stream()
                .map(address -> new io.instancebus.avro.Address(
                        address.address(),
                        io.instancebus.avro.AddressType.valueOf(address.type().name())))
                .toList();
    }
}
