package io.instancebus.worker.run;

import io.instancebus.accounts.DefaultCredential;
import io.instancebus.accounts.RunMode;
import java.util.Optional;

/**
 * How commands are run on the instances of an account.
 *
 * @param port where SSH answers when the provider reports no port
 * @param defaultCredential for runs that bring none
 */
public record SshAccount(RunMode mode, int port, Optional<DefaultCredential> defaultCredential) {}
