package io.instancebus.accounts;

import java.nio.file.Path;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;

/** The setting of a service that names the accounts file, by its path as seen from the file that the setting stands in. */
public final class AccountsFileSetting extends StdDeserializer<AccountsSource> {
    private final Path service;

    private AccountsFileSetting(Path service) {
        super(AccountsSource.class);
        this.service = service;
    }

    /** For the mapper that reads a service's configuration, which stands in this file. */
    public static JacksonModule in(Path service) {
        return new SimpleModule().addDeserializer(AccountsSource.class, new AccountsFileSetting(service));
    }

    @Override
    public AccountsSource deserialize(JsonParser parser, DeserializationContext context) {
        return AccountsSource.in(service.toAbsolutePath().resolveSibling(parser.getValueAsString("")));
    }
}
