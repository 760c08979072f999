package io.instancebus.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.domain.Credential;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountsFileTest {
    private static final Path FILE = Path.of("accounts.yaml");

    private static List<AccountConfig> read(String yaml) {
        return AccountsFile.parse(FILE, yaml);
    }

    private static List<String> problems(String yaml) {
        InvalidAccounts invalid = catchThrowableOfType(InvalidAccounts.class, () -> read(yaml));
        assertThat(invalid).as("nothing was wrong").isNotNull();
        assertThat(invalid.getMessage()).startsWith("accounts.yaml: ");
        return invalid.problems();
    }

    @Test
    void anAccountThatSaysLittleIsUsual() {
        List<AccountConfig> accounts = read("""
                accounts:
                  - name: lab
                    provider: openstack
                """);

        assertThat(accounts).containsExactly(AccountConfig.of("lab", ProviderType.OPENSTACK, Map.of()));
        AccountConfig lab = accounts.getFirst();
        assertThat(lab.limits()).isEqualTo(new Limits(16, null, null));
        assertThat(lab.providerTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(lab.passInterval()).isNull();
        assertThat(lab.runMode()).isEqualTo(RunMode.POSIX_SHELL);
        assertThat(lab.defaultCredential()).isNull();
        assertThat(lab.account(Policy.sandbox()).policy()).isEqualTo(Policy.sandbox());
    }

    @Test
    void everySettingIsRead() {
        AccountConfig account = read("""
                # several of one provider
                accounts:
                  - name: ireland
                    provider: ec2
                    limits: { concurrency: 8, requestsPerSecond: 2.5, instances: 40 }
                    providerTimeout: 15s
                    passInterval: 500ms
                    runMode: plain_exec
                    defaultCredential:
                      type: PRIVATE_KEY
                      reference: file:key
                      passphraseReference: env:INSTANCE_BUS_SECRET_KEY
                    policy:
                      stallAfter: 90s
                      maxAttempts: 7
                      hardLimit: PT2H
                    ec2:
                      region: eu-west-1
                      access-key-id: 000123
                      security-groups: [ sg-1, sg-2 ]
                      images:
                        - ami-1
                        - ami-2
                      trust-all-certificates: true
                      zone:
                  - { name: frankfurt, provider: ec2 }
                """).getFirst();

        assertThat(account.limits()).isEqualTo(new Limits(8, 2.5, 40));
        assertThat(account.providerTimeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(account.passInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(account.runMode()).isEqualTo(RunMode.PLAIN_EXEC);
        assertThat(account.defaultCredential())
                .isEqualTo(
                        new DefaultCredential(Credential.Type.PRIVATE_KEY, "file:key", "env:INSTANCE_BUS_SECRET_KEY"));
        assertThat(account.policy().stallAfter()).isEqualTo(Duration.ofSeconds(90));
        assertThat(account.policy().maxAttempts()).isEqualTo(7);
        assertThat(account.policy().hardLimit()).isEqualTo(Duration.ofHours(2));
        Policy policy = account.account(Policy.cloud()).policy();
        assertThat(policy.stallAfter()).isEqualTo(Duration.ofSeconds(90));
        assertThat(policy.firstLook()).isEqualTo(Policy.cloud().firstLook());
        assertThat(account.settings())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "region",
                        "eu-west-1",
                        "access-key-id",
                        "000123",
                        "security-groups",
                        "sg-1\nsg-2",
                        "images",
                        "ami-1\nami-2",
                        "trust-all-certificates",
                        "true"));
        assertThat(account.toString()).contains("ireland").doesNotContain("000123");
    }

    /** Which deadlines are usual for a type is known when its adapter has declared them, long after the file was read. */
    @Test
    void aHardLimitThatIsTooShortForTheUsualDeadlinesIsAsLongAsTheyAre() {
        AccountConfig hasty =
                read("accounts: [ { name: a, provider: nimbus, policy: { hardLimit: 40s, submitWindow: 9s } } ]")
                        .getFirst();

        assertThat(hasty.account(Policy.cloud()).policy().hardLimit()).isEqualTo(Duration.ofSeconds(49));
        assertThat(hasty.account(Policy.sandbox()).policy().hardLimit()).isEqualTo(Duration.ofSeconds(44));
        assertThat(problems("accounts: [ { name: a, provider: nimbus, policy: { hardLimit: 8s, submitWindow: 9s } } ]"))
                .containsExactly("line 1: account a: hardLimit must be at least submitWindow and lockAndSkew together");
    }

    @Test
    void theNameOfASettingIsNoNameOfAType() {
        assertThat(problems("accounts: [ { name: a, provider: limits } ]"))
                .containsExactly("line 1: account a: provider: no type can be called \"limits\": it is the name of a"
                        + " setting of an account");
    }

    @Test
    void everythingThatIsWrongIsSaidWithItsLine() {
        assertThat(problems("""
                accounts:
                  - name: one
                    provider: Azure
                  - name: two
                    provider: ec2
                    limits:
                      concurrency: many
                  - name: three
                    provider: docker
                  - name: three
                    provider: docker
                """))
                .containsExactly(
                        "line 2: account one: \"Azure\" is no name of a provider type: a lower-case letter, then up to 39"
                                + " lower-case letters, digits and hyphens",
                        "line 7: account two: limits.concurrency: \"many\" is no whole number",
                        "line 10: account three is there already, on line 8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limits: 3                             | line 4: account a: limits must be settings, one a line, as "name: value"
            limits: { concurrency: 0 }            | line 4: account a: limits.concurrency must be 1 to 1000, and is 0
            limits: { requestsPerSecond: -1 }     | line 4: account a: limits.requestsPerSecond must be more than 0 and at most 1000000, and is -1.0
            limits: { instances: 1.5 }            | line 4: account a: limits.instances: "1.5" is no whole number
            limits: { instance: 1 }               | line 4: account a: there is no setting limits.instance; there are concurrency, instances, requestsPerSecond
            providerTimeout: soon                 | line 4: account a: providerTimeout: "soon" is no duration; write 250ms, 30s, 5m, 24h or PT30S
            providerTimeout: 30s                  | line 4: account a: providerTimeout must be 1s to 25s, and is 30s
            passInterval: 1ms                     | line 4: account a: passInterval must be 100ms to 1h, and is 1ms
            passInterval: [1s]                    | line 4: account a: passInterval must be one value
            runMode: POWERSHELL                   | line 4: account a: runMode: "POWERSHELL" is none of POSIX_SHELL, PLAIN_EXEC
            policy: { patience: 3s }              | line 4: account a: there is no setting policy.patience; there are firstLook, forgetAfter, hardLimit, lockAndSkew, longestLook, maxAttempts, missesUntilVanished, noProgressLimit, settlement, stallAfter, submitWindow
            policy: { maxAttempts: 0 }            | line 4: account a: maxAttempts and missesUntilVanished must be at least 1
            policy: { stallAfter: -PT1S }         | line 4: account a: policy.stallAfter must be 0s to 366 days, and is PT-1S
            sshPort: 65536                        | line 2: account a: sshPort must be 1 to 65535, and is 65536
            openstack: { flavor: x }              | line 4: account a: there is no setting openstack; there are defaultCredential, docker, limits, name, passInterval, policy, provider, providerTimeout, runMode, sshPort
            colour: red                           | line 4: account a: there is no setting colour; there are defaultCredential, docker, limits, name, passInterval, policy, provider, providerTimeout, runMode, sshPort
            docker: { network: { a: b } }         | line 4: account a: docker.network has settings below it, where a value belongs
            docker: *other                        | line 4: aliases (*name) are not understood here; write it out
            name: b                               | line 4: "name" is there twice
            defaultCredential: { type: PASSWORD } | line 4: account a: defaultCredential.reference is missing
            """)
    void whatCannotBeIsRefused(String setting, String problem) {
        assertThat(problems("accounts:\n  - name: a\n    provider: docker\n    " + setting + "\n"))
                .singleElement()
                .asString()
                .isIn(problem, problem.replace("line 4", "line 2"));
    }

    @Test
    void aSecretInThePlaceOfAReferenceIsNotRepeated() {
        assertThat(problems("""
                accounts:
                  - name: a
                    provider: docker
                    defaultCredential: { type: PASSWORD, reference: correct-horse }
                """))
                .singleElement()
                .asString()
                .contains("defaultCredential.reference must be file:NAME or env:NAME")
                .doesNotContain("correct-horse");
    }

    @Test
    void aFileThatIsNoneIsRefused() {
        assertThat(problems("")).containsExactly("line 1: the file must be settings, one a line, as \"name: value\"");
        assertThat(problems("accounts:\n")).containsExactly("line 1: accounts is missing");
        assertThat(problems("accounts: { a: b }\n"))
                .containsExactly("line 1: accounts must be a list, each item after a \"- \"");
        assertThat(problems("accounts: []\nextra: 1\n"))
                .containsExactly("line 2: there is no setting extra; there are accounts");
        assertThat(problems("accounts: [\n"))
                .singleElement()
                .asString()
                .isEqualTo(
                        "line 2: this is no YAML: while parsing a flow node, expected the node content, but found '<stream end>'");
        assertThat(problems("accounts: []\n---\naccounts: []\n"))
                .singleElement()
                .asString()
                .contains("second document");
        assertThat(problems("accounts: [ {name: '../x', provider: ec2} ]"))
                .singleElement()
                .asString()
                .contains("1 to 64 characters");
        assertThatThrownBy(() -> AccountsSource.in(Path.of("no-such-file.yaml")).read())
                .hasMessage("no-such-file.yaml: there is no such file");
    }
}
