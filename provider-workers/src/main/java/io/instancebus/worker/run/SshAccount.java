package io.instancebus.worker.run;

import io.instancebus.accounts.RunMode;
import io.instancebus.domain.Credential;
import java.util.Optional;

/**
 * How commands are run on the instances of an account.
 *
 * @param defaultCredential for runs that bring none
 */
public record SshAccount(RunMode mode, Optional<Credential> defaultCredential) {}
