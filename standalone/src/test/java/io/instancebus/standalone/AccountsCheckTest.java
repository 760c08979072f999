package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.simulators.ec2.Ec2Simulator;
import io.instancebus.simulators.openstack.OpenstackSimulator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code instance-bus accounts check}: what a user sees. */
class AccountsCheckTest {
    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    private int check(String yaml) throws Exception {
        return check(yaml, folder);
    }

    private int check(String yaml, Path secrets) throws Exception {
        Path file = Files.writeString(folder.resolve("accounts.yaml"), yaml);
        return Main.commandLine()
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute("accounts", "check", file.toString(), "--secrets-dir", secrets.toString());
    }

    @Test
    void eachAccountIsTriedAndWhatIsWrongIsSaidInWords() throws Exception {
        Files.writeString(folder.resolve("right"), Ec2Simulator.SECRET_ACCESS_KEY);
        Files.writeString(folder.resolve("wrong"), "another");
        try (Ec2Simulator ec2 = Ec2Simulator.start();
                OpenstackSimulator openstack = new OpenstackSimulator()) {
            String yaml = """
                    accounts:
                      - name: ireland
                        provider: ec2
                        ec2:
                          endpoint: EC2
                          region: sim-1
                          access-key-id: AKIASIMULATED0000000
                          secret-access-key: file:right
                      - name: mistyped
                        provider: ec2
                        ec2:
                          endpoint: EC2
                          region: sim-1
                          access-key-id: AKIASIMULATED0000000
                          secret-access-key: file:wrong
                      - name: lab
                        provider: openstack
                        openstack:
                          auth-url: AUTH
                          compute-url: COMPUTE
                          user: bus
                          password: file:nowhere
                          project-name: instances
                      - name: gone
                        provider: docker
                        docker: { engine: "unix:///no/such/docker.sock" }
                      - name: unclear
                        provider: ec2
                        ec2: { regoin: eu-west-1 }
                      - name: keyless
                        provider: sandbox
                        defaultCredential: { type: PASSWORD, reference: "env:INSTANCE_BUS_SECRET_NOBODY_SET" }
                        sandbox: { data-directory: nowhere }
                      - name: box
                        provider: sandbox
                        sandbox: { data-directory: nowhere }
                    """.replace("&ec2", "")
                    .replace("EC2", ec2.url().toString())
                    .replace("AUTH", openstack.authUrl().toString())
                    .replace("COMPUTE", openstack.computeUrl().toString());

            assertThat(check(yaml)).isEqualTo(1);

            assertThat(ec2.requests("RunInstances")).isZero();
            assertThat(openstack.servers()).isEmpty();
        }
        assertThat(line("ireland")).contains("ok").contains("images, ").contains("hardware profiles (");
        assertThat(line("mistyped")).contains("FAILED  AUTH: ");
        assertThat(said.toString()).contains("Look at the credentials in its settings");
        assertThat(line("lab")).contains("FAILED").contains("file:nowhere is not in the secrets folder");
        assertThat(line("gone")).contains("FAILED").contains("/no/such/docker.sock");
        assertThat(line("unclear")).contains("FAILED").contains("ec2 has no setting \"regoin\"; it has access-key-id");
        assertThat(line("keyless")).contains("FAILED").contains("env:INSTANCE_BUS_SECRET_NOBODY_SET is not set");
        assertThat(line("box")).contains("ok");
        assertThat(said.toString()).contains("2 of 7 accounts can be used.").doesNotContain("another");
    }

    private String line(String account) {
        return said.toString()
                .lines()
                .filter(line -> line.startsWith("  " + account + " "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSecretsFolderThatIsNotThereIsSaidWhenAnAccountCannotBeUsed() throws Exception {
        Path nowhere = folder.resolve("nowhere");
        assertThat(check(
                        "accounts: [ { name: gone, provider: docker, docker: { engine: 'unix:///no/such' } } ]",
                        nowhere))
                .isEqualTo(1);
        assertThat(said.toString()).contains("There is no folder " + nowhere + " (--secrets-dir)");
    }

    @Test
    void aPluginThatCannotBeUsedIsNamedByTheAccountThatMayNeedIt() throws Exception {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        Files.writeString(plugins.resolve("garbage.jar"), "no jar");
        Path file = Files.writeString(folder.resolve("accounts.yaml"), "accounts: [ { name: toy, provider: toys } ]");
        int status = Main.commandLine()
                .setOut(new PrintWriter(said))
                .execute("accounts", "check", file.toString(), "--plugins", plugins.toString());
        assertThat(status).isEqualTo(1);
        assertThat(line("toy"))
                .contains("no provider adapter of type 'toys' is installed")
                .contains("the folder of plug-ins is " + plugins)
                .contains("garbage.jar is not a readable jar");
    }

    @Test
    void theExampleInTheHelpIsOnOneLineForEachOfItsLines() {
        assertThat(Main.commandLine().getUsageMessage().lines())
                .contains("       -d '{\"account\":\"sandbox\",\"imageId\":\"img1\"}' \\");
    }

    @Test
    void everythingThatIsWrongWithTheFileIsSaidAtOnce() throws Exception {
        assertThat(check("accounts:\n  - name: a\n    provider: Azure\n  - provider: ec2\n"))
                .isEqualTo(1);
        assertThat(said.toString())
                .contains("accounts.yaml: 2 errors")
                .contains("line 2: account a: \"Azure\" is no name of a provider type")
                .contains("line 4: name is missing");
    }

    @Test
    void helpSaysWhatItDoes() {
        said.append(new CommandLine(new AccountsCommand.Check()).getUsageMessage());
        assertThat(said.toString()).contains("Nothing is created").contains("--secrets-dir");
    }
}
