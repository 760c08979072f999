package io.instancebus.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    private Path folder;

    record Inner(@Nullable String name) {}

    record Settings(@Nullable Inner inner, @Nullable Integer size) {
        Settings {
            if (size != null && size > 10) {
                throw new IllegalArgumentException("size must be at most 10, and is " + size);
            }
        }
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("service.yaml"), yaml);
    }

    private Settings read(String yaml) throws IOException {
        return ConfigFile.read(file(yaml), Settings.class);
    }

    private ManagementConfig management(String yaml) throws IOException {
        return ManagementConfig.read(file(yaml), 8099);
    }

    @Test
    void theServiceAndItsShellReadEachTheirPartOfTheFile() throws IOException {
        String yaml = "inner: { name: a }\nsize: 3\nmanagement: { host: 0.0.0.0, port: 9000 }\n";

        assertThat(read(yaml)).isEqualTo(new Settings(new Inner("a"), 3));
        assertThat(management(yaml)).isEqualTo(new ManagementConfig("0.0.0.0", 9000));
    }

    @Test
    void managementHasDefaults() throws IOException {
        assertThat(management("size: 3\n")).isEqualTo(new ManagementConfig("127.0.0.1", 8099));
        assertThat(management("management: { host: \"::1\" }\n")).isEqualTo(new ManagementConfig("::1", 8099));
        assertThat(management("management: { port: 0 }\n")).isEqualTo(new ManagementConfig("127.0.0.1", 0));
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        assertThatThrownBy(() -> read("sice: 3\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("service.yaml: there is no setting \"sice\"")
                .hasMessageContaining("[inner, management, size]");
        assertThatThrownBy(() -> read("inner: { nane: a }\n"))
                .hasMessageContaining("\"inner.nane\"")
                .hasMessageContaining("[name]");
        assertThatThrownBy(() -> read("inner: { management: {} }\n")).hasMessageContaining("\"inner.management\"");
        assertThatThrownBy(() -> read("size: 11\n"))
                .hasMessageEndingWith("service.yaml: size must be at most 10, and is 11");
        assertThatThrownBy(() -> read("size: three\n"))
                .hasMessageContaining("service.yaml")
                .hasMessageContaining("size");
        assertThatThrownBy(() -> management("management: { prot: 1 }\n")).hasMessageContaining("\"management.prot\"");
        assertThatThrownBy(() -> management("management: { port: 70000 }\n"))
                .hasMessageContaining("management.port must be 0 to 65535");
        assertThatThrownBy(() -> management("management: { host: \" \" }\n")).hasMessageContaining("management.host");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        Path missing = folder.resolve("missing.yaml");
        assertThatThrownBy(() -> ConfigFile.read(missing, Settings.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing.yaml");
        assertThatThrownBy(() -> read("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read("inner: {\n"))
                .hasMessageContaining("service.yaml")
                .hasMessageContaining("line");
    }
}
