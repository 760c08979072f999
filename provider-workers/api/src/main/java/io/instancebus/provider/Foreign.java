package io.instancebus.provider;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;

/** Machines that do not carry the request key of the instance that they are taken for. */
public final class Foreign {
    /** The refusal's code, beside category INVALID: trying it again changes nothing. */
    public static final String CODE = "NotTheInstancesMachine";

    private Foreign() {}

    /** Of a destroy of such a machine. */
    public static ProviderFailure refusal(String nativeId, String requestKey) {
        return ProviderFailure.of(
                FailureCategory.INVALID,
                CODE,
                nativeId + " does not carry the request key " + requestKey + " of this instance, so it is somebody"
                        + " else's and was left as it is; look at it at the provider");
    }

    /** Of a destroy of a second machine, while such a machine is taken for the instance. */
    public static Failure doubt(String kept, String requestKey) {
        return new Failure(
                FailureCategory.INVALID,
                CODE,
                "the instance is taken for " + kept + ", which does not carry its request key " + requestKey
                        + ", so the other machine may be the right one; neither was destroyed",
                false);
    }

    /** Of a run on such a machine. */
    public static Failure place(String nativeId, String requestKey) {
        return new Failure(
                FailureCategory.INVALID,
                CODE,
                nativeId + " does not carry the request key " + requestKey + " of this instance, so it is somebody"
                        + " else's: no command and no secret is sent to it; look at it at the provider",
                false);
    }
}
