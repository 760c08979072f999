package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.ProviderType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class PluginsOptionTest {
    @Command(name = "any")
    private static final class Any {
        @Mixin
        private PluginsOption plugins = new PluginsOption();
    }

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    private Optional<Path> folder(Map<String, String> environment, String... arguments) {
        Any any = new Any();
        new CommandLine(any).setErr(new PrintWriter(said)).parseArgs(arguments);
        return any.plugins.folder(environment);
    }

    @Test
    void theOptionComesBeforeTheVariableAndTheVariableBeforeTheUsualFolder() {
        Map<String, String> usual = Map.of("INSTANCE_BUS_DEFAULT_PLUGINS", "usual");
        Map<String, String> both =
                Map.of("INSTANCE_BUS_DEFAULT_PLUGINS", "usual", "INSTANCE_BUS_PLUGINS", folder.toString());
        assertThat(folder(Map.of())).isEmpty();
        assertThat(folder(usual)).contains(Path.of("usual"));
        assertThat(folder(both)).contains(folder);
        assertThat(folder(usual, "--plugins", folder.toString())).contains(folder);
        assertThat(said.toString()).as("the usual folder need not exist").isEmpty();
    }

    @Test
    void aFolderThatIsNamedAndDoesNotExistIsSaid() {
        Path nowhere = folder.resolve("nowhere");
        assertThat(folder(Map.of("INSTANCE_BUS_PLUGINS", nowhere.toString()))).contains(nowhere);
        assertThat(said.toString()).contains("There is no folder " + nowhere + " (INSTANCE_BUS_PLUGINS)");
        assertThatThrownBy(() -> folder(Map.of(), "--plugins", nowhere.toString()))
                .hasMessage("there is no folder " + nowhere + " (--plugins)");
    }

    @Test
    void theStartSaysWhichAccountsAreDisabled() {
        AccountConfig sandbox = AccountConfig.of("sandbox", ProviderType.SANDBOX, Map.of());
        AccountConfig box = AccountConfig.of("box", new ProviderType("toys"), Map.of());
        assertThat(Services.words(List.of(sandbox), Set.of())).isEqualTo("account sandbox");
        assertThat(Services.words(List.of(sandbox, box), Set.of("box")))
                .isEqualTo("2 accounts: sandbox, box (disabled: see /v1/accounts/box)");
    }
}
