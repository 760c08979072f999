package io.instancebus.standalone;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.worker.AccountCheck;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code instance-bus accounts}. */
@Command(
        name = "accounts",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Checks an accounts file.",
        subcommands = AccountsCommand.Check.class)
final class AccountsCommand {

    /** {@code instance-bus accounts check}. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Reads the accounts file, asks each provider for its catalogue, and reports each problem.",
                "Nothing is created, so the check does not show whether the account may create instances.",
                "The exit status is 0 if every account can be used, and 1 otherwise."
            })
    static final class Check implements Callable<Integer> {
        @Parameters(
                paramLabel = "FILE",
                arity = "0..1",
                defaultValue = "accounts.yaml",
                description = "The accounts file (default: ${DEFAULT-VALUE}).")
        private Path file = Path.of("");

        @Option(
                names = "--secrets-dir",
                paramLabel = "DIR",
                defaultValue = "data/secrets",
                description = "The folder that its file: references name files in (default: ${DEFAULT-VALUE}).")
        private Path secrets = Path.of("");

        @Mixin
        private PluginsOption plugins = new PluginsOption();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws InterruptedException, ExecutionException {
            System.setProperty("logback.configurationFile", "logback-command.xml");
            PrintWriter out = spec.commandLine().getOut();
            List<AccountConfig> accounts = AccountsSource.in(file).read();
            FindingLine line = FindingLine.ofWidthFor(accounts);
            int usable = 0;
            try (AccountCheck check = new AccountCheck(secrets, plugins.folder());
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<FindingLine.Found>> pending = new ArrayList<>();
                accounts.forEach(account -> pending.add(threads.submit(() -> FindingLine.find(check, account))));
                for (Future<FindingLine.Found> each : pending) {
                    FindingLine.Found found = each.get();
                    out.println(line.of(found));
                    out.flush();
                    usable += found.usable() ? 1 : 0;
                }
            }
            if (usable < accounts.size() && !Files.isDirectory(secrets)) {
                out.println(
                        "There is no folder " + secrets + " (--secrets-dir), where file: references are looked up.");
            }
            out.println(usable + " of " + accounts.size() + " accounts can be used.");
            return usable == accounts.size() ? 0 : 1;
        }
    }
}
