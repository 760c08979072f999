package io.instancebus.provider.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.FailureCategory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The codes are from Amazon's list of EC2's errors. */
class FailuresTest {
    @ParameterizedTest
    @CsvSource({
        "InsufficientInstanceCapacity,      CAPACITY",
        "InsufficientFreeAddressesInSubnet, CAPACITY",
        "ReservationCapacityExceeded,       CAPACITY",
        "UnfulfillableCapacity,             CAPACITY",
        "SpotMaxPriceTooLow,                CAPACITY",
        "MaxSpotInstanceCountExceeded,      QUOTA",
        "InstanceLimitExceeded,             QUOTA",
        "VcpuLimitExceeded,                 QUOTA",
        "RequestLimitExceeded,              RATE_LIMITED",
        "RequestResourceCountExceeded,      INVALID",
        "TagLimitExceeded,                  INVALID",
        "FilterLimitExceeded,               INVALID",
        "InvalidAMIID.Malformed,            INVALID",
        "InvalidAMIID.Unavailable,          INVALID",
        "UnsupportedOperation,              INVALID",
        "InvalidInstanceID.NotFound,        NOT_FOUND",
        "InvalidGroup.InUse,                CONFLICT",
        "IncorrectInstanceState,            CONFLICT",
        "OperationNotPermitted,             CONFLICT",
        "IdempotentParameterMismatch,       CONFLICT",
        "RequestExpired,                    AUTH",
        "AuthFailure,                       AUTH",
        "UnauthorizedOperation,             AUTH",
        "PendingVerification,               AUTH",
        "Unavailable,                       RETRYABLE",
        "InternalError,                     RETRYABLE",
        "SomethingNew,                      INTERNAL"
    })
    void eachErrorHasItsCategory(String code, FailureCategory category) {
        assertThat(Failures.category(code)).isEqualTo(category);
    }
}
