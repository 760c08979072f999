package io.instancebus.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.ProviderReport;
import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.ProtectedText.Sealed;
import io.instancebus.domain.Report;
import io.instancebus.worker.contract.DetailsReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a worker reports of a password, and what another reads of it with a run. */
class AdminPasswordContractTest {
    @Test
    void aPasswordComesBackAsItWasReported() {
        Sealed toRequester = new Sealed("theirs", new Bytes(new byte[32]), new Bytes(new byte[20]));
        Sealed toWorkers = new Sealed("ours", new Bytes(new byte[32]), new Bytes(new byte[21]));
        for (AdminPassword password : List.of(
                new AdminPassword(new CommandId("c-1"), toRequester, toWorkers),
                new AdminPassword(new CommandId("c-1"), toRequester, null),
                new AdminPassword(new CommandId("c-1"), null, toWorkers))) {
            assertThat(readBack(password)).isEqualTo(password);
        }
        assertThat(readBack(null)).isNull();
    }

    private static @Nullable AdminPassword readBack(@Nullable AdminPassword password) {
        ProviderReport report = ReportWriter.report(
                "rax",
                "worker-1",
                Instant.EPOCH,
                new Report.Accepted(new InstanceId("i-1"), "i-1:c-1", 1, "n-1", password));
        InstanceDetails details = new InstanceDetails();
        details.setImageId("image-1");
        details.setFirewalls(List.of());
        details.setTags(Map.of());
        details.setPublicAddresses(List.of());
        details.setPrivateAddresses(List.of());
        details.setAdminPassword(report.getTaskAccepted().getAdminPassword());
        return DetailsReader.details(details).adminPassword();
    }
}
