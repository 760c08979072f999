package io.instancebus.provider.vsphere;

import io.instancebus.provider.Secret;
import io.instancebus.provider.SecretFailure;
import io.instancebus.provider.SecretSource;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimFault;
import io.instancebus.provider.vsphere.vim.VimSession;
import io.instancebus.provider.vsphere.vim.VimTransport;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs in to an account's vCenter. */
final class Logins {
    private static final Logger log = LoggerFactory.getLogger(Logins.class);
    private static final Duration LOGOUT = Duration.ofSeconds(2);

    private final VimTransport transport;
    private final String user;
    private final SecretSource password;

    Logins(VimTransport transport, String user, SecretSource password) {
        this.transport = transport;
        this.user = user;
        this.password = password;
    }

    VimSession login(Deadline deadline) throws VimException {
        try (Secret secret = password.open()) {
            char[] characters = secret.chars();
            try {
                return VimSession.login(transport, user, characters, deadline);
            } finally {
                Arrays.fill(characters, '\0');
            }
        } catch (SecretFailure e) {
            throw new VimFault("InvalidLogin", "the password of " + user + " cannot be read: " + e.getMessage());
        }
    }

    /** vCenter ends an idle session only after half an hour. */
    static void logout(VimSession session) {
        try {
            session.logout(Deadline.in(LOGOUT));
        } catch (VimException e) {
            log.atDebug().setCause(e).log("The session could not be ended");
        }
    }
}
