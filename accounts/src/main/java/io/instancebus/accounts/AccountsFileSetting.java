package io.instancebus.accounts;

import java.nio.file.Path;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * The setting of a service that names the accounts file. The path is relative to the configuration file that has the
 * setting.
 */
public final class AccountsFileSetting extends StdDeserializer<AccountsSource> {
    private final Path service;

    private AccountsFileSetting(Path service) {
        super(AccountsSource.class);
        this.service = service;
    }

    /** For the mapper that reads the configuration file of a service. */
    public static JacksonModule in(Path service) {
        return new SimpleModule().addDeserializer(AccountsSource.class, new AccountsFileSetting(service));
    }

    @Override
    public AccountsSource deserialize(JsonParser parser, DeserializationContext context) {
        return AccountsSource.in(service.toAbsolutePath().resolveSibling(parser.getValueAsString("")));
    }
}
