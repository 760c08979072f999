package io.instancebus.provider.vsphere;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.vsphere.vim.LocalizedFault;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimFault;
import io.instancebus.provider.vsphere.vim.VimUnanswered;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Maps vCenter's faults to failures. docs/vsphere.md has the table. */
final class Failures {
    private static final Set<String> CAPACITY =
            Set.of("NoDiskSpace", "NoCompatibleHost", "RuleViolation", "NumVirtualCpusExceedsLimit", "OutOfBounds");
    private static final Set<String> QUOTA =
            Set.of("LimitExceeded", "NotEnoughLicenses", "VmLimitLicense", "LicenseRestricted", "ResourceNotAvailable");
    private static final Set<String> AUTH = Set.of(
            "NoPermission",
            "NotAuthenticated",
            "InvalidLogin",
            "PasswordExpired",
            "RestrictedByAdministrator",
            "RestrictedVersion",
            "NoSubjectName");
    private static final Set<String> CONFLICT = Set.of(
            "DuplicateName",
            "InvalidPowerState",
            "InvalidState",
            "ConcurrentAccess",
            "AlreadyExists",
            "FileAlreadyExists",
            "ToolsUnavailable",
            "RequestCanceled",
            "ResourceInUse");
    private static final Set<String> NOT_FOUND = Set.of("NotFound", "ManagedObjectNotFound", "FileNotFound");
    private static final Set<String> INVALID = Set.of(
            "NotSupported",
            "VmConfigFault",
            "GenericVmConfigFault",
            "MissingNetworkIpConfig",
            "UncustomizableGuest",
            "NicSettingMismatch",
            "IpHostnameGeneratorError");
    private static final Set<String> RETRYABLE = Set.of(
            "TaskInProgress",
            "HostCommunication",
            "HostNotConnected",
            "HostNotReachable",
            "CannotAccessVmComponent",
            "CannotAccessFile",
            "CannotAccessNetwork",
            "Timedout",
            "VAppTaskInProgress",
            "DatastoreNotWritableOnHost",
            "InaccessibleDatastore");

    private Failures() {}

    static FailureCategory category(String type) {
        if (CAPACITY.contains(type) || type.startsWith("Insufficient")) {
            return FailureCategory.CAPACITY;
        }
        if (QUOTA.contains(type)) {
            return FailureCategory.QUOTA;
        }
        if (AUTH.contains(type)) {
            return FailureCategory.AUTH;
        }
        if (CONFLICT.contains(type)) {
            return FailureCategory.CONFLICT;
        }
        if (NOT_FOUND.contains(type)) {
            return FailureCategory.NOT_FOUND;
        }
        if (RETRYABLE.contains(type)) {
            return FailureCategory.RETRYABLE;
        }
        boolean invalid = INVALID.contains(type) || type.startsWith("Invalid") || type.startsWith("Customization");
        return invalid ? FailureCategory.INVALID : FailureCategory.INTERNAL;
    }

    /** @param eventText the text of vCenter's event about it; null if there is none */
    static Failure failure(LocalizedFault fault, @Nullable String eventText) {
        FailureCategory category = category(fault.type());
        boolean more = eventText != null && !eventText.isBlank() && !eventText.equals(fault.message());
        String message = more ? fault.message() + " (" + eventText + ")" : fault.message();
        return new Failure(category, fault.type(), message, category.isTransient());
    }

    /** The failure of a call that only reads or prepares: its outcome is never unknown. */
    static ProviderFailure ofRead(VimException problem) {
        return switch (problem) {
            case VimFault fault -> refused(fault);
            case VimUnanswered silence -> unreached(silence);
        };
    }

    /** The failure of a call that changes something. */
    static ProviderFailure ofChange(VimException problem) {
        return switch (problem) {
            case VimFault fault -> refused(fault);
            case VimUnanswered silence ->
                silence.mayHaveArrived()
                        ? ProviderFailure.outcomeUnknown(String.valueOf(silence.getMessage()), silence)
                        : unreached(silence);
        };
    }

    private static ProviderFailure unreached(VimUnanswered silence) {
        String words = String.valueOf(silence.getMessage());
        return silence.distrusted() ? ProviderFailure.distrusted(words) : ProviderFailure.unreachable(words, silence);
    }

    static ProviderFailure of(LocalizedFault fault) {
        return ProviderFailure.of(category(fault.type()), fault.type(), fault.message());
    }

    private static ProviderFailure refused(VimFault fault) {
        return ProviderFailure.of(category(fault.type()), fault.type(), String.valueOf(fault.getMessage()));
    }
}
