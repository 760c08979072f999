package io.instancebus.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
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
import java.util.ArrayList;
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
import org.slf4j.LoggerFactory;

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
                    .contains("the adapter com.example.Factory cannot be used")
                    .containsPattern("\\(IllegalStateException, at .*com.example.Factory.<init>\\(Factory.java:")
                    .doesNotContain("half done")
                    .containsOnlyOnce("is not a readable jar: ")
                    .containsOnlyOnce("zip END header not found")
                    .contains("the folder of plug-ins is " + plugins)
                    .contains("plugins/empty cannot be used");
        }
    }

    private static String thrower() {
        return with("""
                public Factory() {
                    throw new IllegalStateException("half done");
                }
                """);
    }

    /** A factory with a further member. */
    private static String with(String member) {
        return factory("ec2").replace("public ProviderType type", member + "public ProviderType type");
    }

    private String unusable(String factory) throws IOException {
        jar(plugins.resolve("half.jar"), compiled(factory, library("x")), services(FACTORY));
        try (Adapters adapters = Adapters.load(Optional.of(plugins))) {
            return adapters.missing(ProviderType.EC2);
        }
    }

    @Test
    void anErrorOfAStaticInitialiserIsNamedWithItsPlaceAndWithoutItsMessage() throws Exception {
        assertThat(unusable(with("static final int PORT = Integer.parseInt(\"s3cr3t\");\n")))
                .contains("the adapter com.example.Factory cannot be used")
                .containsPattern("\\(NumberFormatException, at .*com.example.Factory.<clinit>\\(Factory.java:")
                .doesNotContain("s3cr3t");
    }

    @Test
    void aTypeThatIsNoNameIsToldWithTheRule() throws Exception {
        assertThat(unusable(with("").replace("\"ec2\"", "\"Toy Things!\"")))
                .contains("\"Toy Things!\" is no name of a provider type: a lower-case letter, then up to 39");
    }

    @Test
    void aMissingLibraryIsNamed() throws Exception {
        Map<String, byte[]> classes = compiled(
                with("final Object word = Library.WORD.toString();\n"),
                library("x").replace("= \"x\"", "= new Object()"));
        jar(plugins.resolve("half.jar"), classes, services(FACTORY), "Library");
        try (Adapters adapters = Adapters.load(Optional.of(plugins))) {
            assertThat(adapters.missing(ProviderType.EC2)).contains("(NoClassDefFoundError: com.example.Library, at ");
        }
    }

    @Test
    void whatWasMadeIsClosedWhenALaterOneOfTheJarFails() throws Exception {
        Path closed = folder.resolve("closed");
        String good = with("""
                public void close() {
                    new java.io.File("%s").mkdir();
                }
                """.formatted(closed));
        String second = thrower().replaceAll("\\bFactory\\b", "Second");
        jar(
                plugins.resolve("half.jar"),
                compiled(good, second, library("x")),
                services(FACTORY + "\ncom.example.Second"));
        try (Adapters adapters = Adapters.load(Optional.of(plugins))) {
            assertThat(adapters.factories()).isEmpty();
            assertThat(adapters.missing(ProviderType.EC2)).contains("com.example.Second");
            assertThat(closed).exists();
        }
    }

    @Test
    void whatLiesThereAndIsNoPluginIsAWarning() throws Exception {
        Files.writeString(plugins.resolve("ONE.JAR"), "");
        Files.writeString(plugins.resolve("README.txt"), "");
        Files.writeString(plugins.resolve(".hidden"), "");
        Files.createSymbolicLink(plugins.resolve("gone.jar"), folder.resolve("nowhere"));
        Path nimbus = Files.createDirectory(plugins.resolve("nimbus"));
        Files.writeString(nimbus.resolve("SDK.Jar"), "");
        Files.writeString(nimbus.resolve("LICENSE"), "");
        assertThat(events(Plugin.class.getName(), Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("ONE.JAR is ignored", "in lower case"),
                        line -> assertThat(line).contains("README.txt is ignored"),
                        line -> assertThat(line).contains("gone.jar is ignored", "a link to nothing"),
                        line -> assertThat(line).contains("SDK.Jar is ignored", "in lower case"));
    }

    @Test
    void anUnusablePluginIsOneErrorAndItsStackIsOnlyInTheLogOfServices() throws Exception {
        jar(plugins.resolve("half.jar"), compiled(thrower(), library("x")), services(FACTORY));
        assertThat(events("io.instancebus.worker", Level.ERROR))
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage()).contains("half.jar cannot be used"));
        assertThat(events("io.instancebus.worker", Level.INFO))
                .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
    }

    /** What a logger says while the plug-ins are loaded. */
    private List<ILoggingEvent> events(String logger, Level least) {
        Logger log = (Logger) LoggerFactory.getLogger(logger);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        log.addAppender(appender);
        try (Adapters adapters = Adapters.load(Optional.of(plugins))) {
            assertThat(adapters.factories()).isEmpty();
            return appender.list.stream()
                    .filter(event -> event.getLevel().isGreaterOrEqual(least))
                    .toList();
        } finally {
            log.detachAppender(appender);
        }
    }

    @Test
    void anOpenThatDoesNotReturnIsWhatTheCheckSays() throws Exception {
        String hanging = factory("ec2").replace("return (Provider) Proxy", """
                try {
                    Thread.sleep(86_400_000);
                } catch (InterruptedException e) {
                    // Given up.
                }
                return (Provider) Proxy""");
        jar(plugins.resolve("slow.jar"), compiled(hanging, library("x")), services(FACTORY));
        Path file = Files.writeString(
                folder.resolve("accounts.yaml"), "accounts: [ { name: far, provider: ec2, providerTimeout: 1s } ]");
        try (AccountCheck check = new AccountCheck(null, Optional.of(plugins))) {
            assertThat(check.check(AccountsSource.in(file).read().getFirst()))
                    .isEqualTo(new AccountCheck.Unusable(
                            "RETRYABLE: the provider's adapter did not answer to open within 3 s", Advice.REACH));
        }
    }

    @Test
    void withoutTheFolderThereAreNone() {
        try (Adapters adapters = Adapters.load(Optional.of(folder.resolve("nowhere")))) {
            assertThat(adapters.factories().keySet()).isEmpty();
            assertThat(adapters.missing(ProviderType.EC2))
                    .contains("there is no folder of plug-ins " + folder.resolve("nowhere"));
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
        List<String> arguments =
                new ArrayList<>(List.of("-d", out.toString(), "-cp", System.getProperty("java.class.path")));
        for (String each : sources) {
            String name = each.replaceFirst("(?s).*?public final class (\\w+).*", "$1");
            arguments.add(
                    Files.writeString(source.resolve(name + ".java"), each).toString());
        }
        int status = compiler.run(null, OutputStream.nullOutputStream(), System.err, arguments.toArray(String[]::new));
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
