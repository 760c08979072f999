package io.instancebus.provider;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;

/** Failures about machines that do not carry the request key of their instance. */
public final class Foreign {
    /** The code of the failure, with category INVALID: a retry fails again. */
    public static final String CODE = "NotTheInstancesMachine";

    private Foreign() {}

    /** The refusal of a destroy of such a machine. */
    public static ProviderFailure refusal(String nativeId, String requestKey) {
        return ProviderFailure.of(
                FailureCategory.INVALID,
                CODE,
                nativeId + " does not carry the request key " + requestKey + " of this instance, so it belongs"
                        + " to somebody else and was left as it is; check it at the provider");
    }

    /** The refusal of a destroy of a second machine, while the instance's own machine does not carry its key. */
    public static Failure doubt(String kept, String requestKey) {
        return new Failure(
                FailureCategory.INVALID,
                CODE,
                "the instance's machine is " + kept + ", which does not carry its request key " + requestKey
                        + ", so the other machine may be the right one; neither was destroyed",
                false);
    }

    /** The refusal of a run on such a machine. */
    public static Failure place(String nativeId, String requestKey) {
        return new Failure(
                FailureCategory.INVALID,
                CODE,
                nativeId + " does not carry the request key " + requestKey + " of this instance, so it belongs"
                        + " to somebody else: no command and no secret is sent to it; check it at the provider",
                false);
    }
}
