package io.instancebus.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.Secret;
import io.instancebus.provider.Secrets;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters in jars, which each test compiles, beside a program without adapters. */
class PluginTest {
    private static final Secrets SECRETS = (reference, field) -> new Secret(new byte[0]);
    private static final String SERVICES = "META-INF/services/io.instancebus.provider.ProviderFactory";
    private static final String FACTORY = "com.example.Factory";

    @TempDir
    Path folder;

    private Path plugins;

    @BeforeEach
    void plugins() throws IOException {
        plugins = Files.createDirectory(folder.resolve("plugins"));
    }

    /** An adapter whose catalogue has one image: a text of its library, and the context class loader that it sees. */
    private static String factory(String type) {
        return """
                package com.example;

                import io.instancebus.accounts.AccountConfig;
                import io.instancebus.domain.*;
                import io.instancebus.provider.*;
                import java.lang.reflect.Proxy;
                import java.util.List;

                public final class Factory implements ProviderFactory {
                    public ProviderType type() {
                        return new ProviderType("%s");
                    }

                    public Provider open(AccountConfig account, Secrets secrets) {
                        return (Provider) Proxy.newProxyInstance(
                                Factory.class.getClassLoader(), new Class<?>[] {Provider.class}, (proxy, method, values) -> {
                            if (method.getName().equals("capabilities")) {
                                return new Capabilities(true, false, true, 1);
                            }
                            if (!method.getName().equals("catalogue")) {
                                throw ProviderFailure.of(FailureCategory.INTERNAL, null, method.getName());
                            }
                            boolean own = Thread.currentThread().getContextClassLoader() == Factory.class.getClassLoader();
                            return new Catalogue(
                                    List.of(new Catalogue.Image(Library.WORD + "-" + own, "image", null, null, null)),
                                    List.of(),
                                    List.of());
                        });
                    }
                }
                """.formatted(type);
    }

    private static String library(String word) {
        return "package com.example; public final class Library { public static final Object WORD = \"" + word
                + "\"; }";
    }

    private static ProviderFactory factory(Adapters adapters, ProviderType type) {
        return Objects.requireNonNull(adapters.factories().get(type));
    }

    @Test
    void aJarInTheFolderIsAnAdapter() throws Exception {
        jar(plugins.resolve("one.jar"), compiled(factory("docker"), library("first")), services(FACTORY));
        try (Adapters adapters = Adapters.load(Optional.of(plugins))) {
            assertThat(adapters.factories().keySet()).containsExactly(ProviderType.DOCKER);
            assertThat(image(adapters, ProviderType.DOCKER)).isEqualTo("first-true");
        }
    }

    /** The caller's context class loader is restored afterwards, also after a failure. */
    @Test
    void theContextClassLoaderIsThePluginsOnlyWhileItIsCalled() throws Exception {
        jar(plugins.resolve("one.jar"), compiled(factory("docker"), library("first")), services(FACTORY));
        try (Adapters adapters = Adapters.load(Optional.of(plugins))) {
            ClassLoader own = Thread.currentThread().getContextClassLoader();
            Provider opened = factory(adapters, ProviderType.DOCKER).open(account(ProviderType.DOCKER), SECRETS);
            Catalogue unused = opened.catalogue();
            assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(own);
            assertThatThrownBy(opened::probe)
                    .isInstanceOf(io.instancebus.provider.ProviderFailure.class)
                    .hasMessage("probe");
            assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(own);
        }
    }

    @Test
    void eachPluginHasItsOwnLibraries() throws Exception {
        Path one = Files.createDirectories(plugins.resolve("one"));
        jar(one.resolve("adapter.jar"), compiled(factory("docker"), library("of-one")), services(FACTORY), "Library");
        jar(one.resolve("library.jar"), compiled(factory("docker"), library("of-one")), Map.of(), "Factory");
        jar(plugins.resolve("two.jar"), compiled(factory("ec2"), library("of-two")), services(FACTORY));
        try (Adapters adapters = Adapters.load(Optional.of(plugins))) {
            assertThat(image(adapters, ProviderType.DOCKER)).isEqualTo("of-one-true");
            assertThat(image(adapters, ProviderType.EC2)).isEqualTo("of-two-true");
        }
    }

    @Test
    void twoOfOneTypeEndTheStartAndBothJarsAreNamed() throws Exception {
        jar(plugins.resolve("one.jar"), compiled(factory("docker"), library("first")), services(FACTORY));
        jar(plugins.resolve("two.jar"), compiled(factory("docker"), library("second")), services(FACTORY));
        assertThatThrownBy(() -> Adapters.load(Optional.of(plugins)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two adapters for docker")
                .hasMessageContaining("plugins/one.jar")
                .hasMessageContaining("plugins/two.jar");
    }

    @Test
    void aBrokenPluginIsNamedAndDisablesOnlyItself() throws Exception {
        jar(plugins.resolve("good.jar"), compiled(factory("docker"), library("good")), services(FACTORY));
        Files.writeString(plugins.resolve("garbage.jar"), "no jar at all");
        jar(plugins.resolve("silent.jar"), compiled(factory("ec2"), library("x")), Map.of());
        jar(plugins.resolve("absent.jar"), Map.of(), services("com.example.Nowhere"));
        jar(plugins.resolve("half.jar"), compiled(thrower(), library("x")), services(FACTORY));
        Files.createDirectories(plugins.resolve("empty"));
        Files.writeString(plugins.resolve("README.txt"), "no plug-in");
        try (Adapters adapters = Adapters.load(Optional.of(plugins))) {
            assertThat(adapters.factories().keySet()).containsExactly(ProviderType.DOCKER);
            assertThat(image(adapters, ProviderType.DOCKER)).isEqualTo("good-true");
            assertThat(adapters.missing(ProviderType.EC2))
                    .contains("no provider adapter of type 'ec2'")
                    .contains("plugins/garbage.jar cannot be used")
                    .contains("plugins/silent.jar cannot be used")
                    .contains("plugins/absent.jar cannot be used")
                    .contains("plugins/half.jar cannot be used")
                    .contains("half done")
                    .contains("plugins/empty cannot be used");
        }
    }

    private static String thrower() {
        return factory("ec2").replace("public ProviderType type", """
                public Factory() {
                    throw new IllegalStateException("half done");
                }

                public ProviderType type""");
    }

    @Test
    void withoutTheFolderThereAreNone() {
        try (Adapters adapters = Adapters.load(Optional.of(folder.resolve("nowhere")))) {
            assertThat(adapters.factories().keySet()).isEmpty();
        }
    }

    private static String image(Adapters adapters, ProviderType type) throws Exception {
        return factory(adapters, type)
                .open(account(type), SECRETS)
                .catalogue()
                .images()
                .getFirst()
                .id();
    }

    private static AccountConfig account(ProviderType type) {
        return AccountConfig.of("main", type, Map.of());
    }

    private static Map<String, byte[]> services(String factory) {
        return Map.of(SERVICES, factory.getBytes(StandardCharsets.UTF_8));
    }

    /** The classes of these sources, by their names in a jar. */
    private Map<String, byte[]> compiled(String... sources) throws IOException {
        Path out = Files.createTempDirectory(folder, "compiled");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path source = Files.createTempDirectory(folder, "sources");
        for (String each : sources) {
            String name = each.contains("class Factory") ? "Factory" : "Library";
            Files.writeString(source.resolve(name + ".java"), each);
        }
        int status = compiler.run(
                null,
                OutputStream.nullOutputStream(),
                System.err,
                "-d",
                out.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.resolve("Factory.java").toString(),
                source.resolve("Library.java").toString());
        assertThat(status).isZero();
        Map<String, byte[]> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                classes.put(out.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return classes;
    }

    /** @param without the simple names of classes to omit */
    private static void jar(Path jar, Map<String, byte[]> classes, Map<String, byte[]> services, String... without)
            throws IOException {
        Set<String> left = Set.of(without);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map<String, byte[]> some : List.of(classes, services)) {
                for (Map.Entry<String, byte[]> each : some.entrySet()) {
                    String simple = Objects.requireNonNull(
                                    Path.of(each.getKey()).getFileName())
                            .toString();
                    if (!left.contains(simple.replaceAll("[$.].*", ""))) {
                        out.putNextEntry(new ZipEntry(each.getKey()));
                        out.write(each.getValue());
                        out.closeEntry();
                    }
                }
            }
        }
    }
}
