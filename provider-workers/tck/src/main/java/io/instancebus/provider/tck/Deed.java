package io.instancebus.provider.tck;

import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import java.util.Locale;

/** The actions on an instance. */
public enum Deed {
    START,
    STOP,
    STOP_BY_FORCE,
    REBOOT,
    REBOOT_BY_FORCE,
    DESTROY;

    /** @param requestKey the request key of the instance */
    void ask(Provider provider, String nativeId, String requestKey) throws ProviderFailure {
        switch (this) {
            case START -> provider.start(nativeId);
            case STOP -> provider.stop(nativeId, false);
            case STOP_BY_FORCE -> provider.stop(nativeId, true);
            case REBOOT -> provider.reboot(nativeId, false);
            case REBOOT_BY_FORCE -> provider.reboot(nativeId, true);
            case DESTROY -> provider.destroy(nativeId, requestKey);
        }
    }

    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
