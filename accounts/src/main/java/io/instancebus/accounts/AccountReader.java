package io.instancebus.accounts;

import io.instancebus.domain.Credential;
import io.instancebus.domain.ProviderType;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an account from its section of the accounts file. */
final class AccountReader {
    private static final Set<String> RESERVED = Set.of("name", "provider", "limits", "policy");
    private static final Duration LONGEST = Duration.ofDays(366);

    private AccountReader() {}

    /** @throws Misconfigured the first problem of the section */
    static AccountConfig read(Node node) {
        Section section = Section.of("", node, "an account");
        String name = section.required("name");
        try {
            return account(name, section);
        } catch (Misconfigured e) {
            throw new Misconfigured(e.line(), "account " + name + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new Misconfigured(section.line(), "account " + name + ": " + e.getMessage());
        }
    }

    private static AccountConfig account(String name, Section section) {
        ProviderType type = type(section.required("provider"));
        AccountConfig account = new AccountConfig(
                name,
                type,
                section.section("limits").map(AccountReader::limits).orElse(Limits.USUAL),
                section.duration("providerTimeout").orElse(AccountConfig.PROVIDER_TIMEOUT),
                section.duration("passInterval").orElse(null),
                section.oneOf("runMode", RunMode.class).orElse(RunMode.POSIX_SHELL),
                section.whole("sshPort").orElse(AccountConfig.SSH_PORT),
                section.section("defaultCredential")
                        .map(AccountReader::credential)
                        .orElse(null),
                section.section("policy").map(AccountReader::policy).orElse(PolicySettings.NONE),
                section.section(type.label()).map(Section::texts).orElse(Map.of()));
        section.end();
        return account;
    }

    /** The settings of its adapter stand under its name, which is then no other setting's. */
    private static ProviderType type(String label) {
        ProviderType type = new ProviderType(label);
        if (RESERVED.contains(label)) {
            throw new IllegalArgumentException(
                    "provider: no type can be called \"" + label + "\": it is the name of a setting of an account");
        }
        return type;
    }

    private static Limits limits(Section section) {
        Limits limits = new Limits(
                section.whole("concurrency").orElse(Limits.CONCURRENCY),
                section.number("requestsPerSecond").orElse(null),
                section.whole("instances").orElse(null));
        section.end();
        return limits;
    }

    private static DefaultCredential credential(Section section) {
        DefaultCredential credential = new DefaultCredential(
                section.oneOf("type", Credential.Type.class).orElseThrow(() -> section.missing("type")),
                section.required("reference"),
                section.text("passphraseReference").orElse(null));
        section.end();
        return credential;
    }

    private static PolicySettings policy(Section section) {
        PolicySettings policy = new PolicySettings(
                patience(section, "submitWindow"),
                patience(section, "lockAndSkew"),
                patience(section, "stallAfter"),
                patience(section, "noProgressLimit"),
                patience(section, "hardLimit"),
                patience(section, "settlement"),
                section.whole("maxAttempts").orElse(null),
                patience(section, "firstLook"),
                patience(section, "longestLook"),
                section.whole("missesUntilVanished").orElse(null),
                patience(section, "forgetAfter"));
        section.end();
        return policy;
    }

    private static @Nullable Duration patience(Section section, String name) {
        Duration patience = section.duration(name).orElse(null);
        if (patience != null && (patience.isNegative() || patience.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException("policy." + name + " must be 0s to 366 days, and is " + patience);
        }
        return patience;
    }
}
