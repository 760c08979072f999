package io.instancebus.worker.run;

import io.instancebus.accounts.DefaultCredential;
import io.instancebus.accounts.RunMode;
import java.util.Optional;

/**
 * The settings for runs on the instances of an account.
 *
 * @param port the SSH port if the provider reports none
 * @param defaultCredential the credential for runs that bring none
 */
public record SshAccount(RunMode mode, int port, Optional<DefaultCredential> defaultCredential) {}
