package com.example.processes;

import io.instancebus.provider.AccountSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * The settings of an account.
 *
 * @param folder holds a folder for each instance, and the marker file that shows that it is mounted
 * @param images holds the programs that instances are made from
 */
record ProcessesConfig(Path folder, Path images) {
    private static final Set<String> SETTINGS = Set.of("folder", "images-folder");

    /** @throws IllegalArgumentException naming the setting that is unknown, missing or wrong */
    static ProcessesConfig read(Map<String, String> given) {
        AccountSettings settings = new AccountSettings(ProcessesFactory.TYPE.label(), given).only(SETTINGS);
        return new ProcessesConfig(folder(settings, "folder"), folder(settings, "images-folder"));
    }

    private static Path folder(AccountSettings settings, String name) {
        String text = settings.required(name);
        try {
            Path folder = Path.of(text).normalize();
            if (folder.isAbsolute()) {
                return folder;
            }
        } catch (InvalidPathException e) {
            // The message below says as much.
        }
        throw new IllegalArgumentException("processes." + name + " must be an absolute path, and is \"" + text + "\"");
    }
}
