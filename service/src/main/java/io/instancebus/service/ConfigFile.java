package io.instancebus.service;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.nio.file.Path;
import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The YAML file of a service. The section {@code management} configures the shell; everything else belongs to the
 * service, and an unknown setting is an error that names it.
 */
public final class ConfigFile {
    static final String MANAGEMENT = "management";

    private ConfigFile() {}

    /**
     * Reads the service's own settings.
     *
     * @param modules modules for the settings that need their own deserialiser
     * @throws IllegalArgumentException if the file cannot be read or is invalid; the message names the file and the
     *     setting
     */
    public static <T> T read(Path yaml, Class<T> type, JacksonModule... modules) {
        YAMLMapper mapper = YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .addMixIn(type, WithoutManagement.class)
                .addModules(modules)
                .build();
        return read(yaml, mapper, type);
    }

    /** @throws IllegalArgumentException as of {@link #read(Path, Class, JacksonModule...)} */
    static ManagementConfig management(Path yaml, int defaultPort) {
        YAMLMapper mapper = YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        Section section = read(yaml, mapper, Section.class);
        return (section.management() == null ? new ManagementConfig(null, null) : section.management())
                .withDefaultPort(defaultPort);
    }

    @JsonIgnoreProperties(MANAGEMENT)
    private static final class WithoutManagement {}

    /** Everything else belongs to the service. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Section(@Nullable ManagementConfig management) {}

    private static <T> T read(Path yaml, YAMLMapper mapper, Class<T> type) {
        try {
            T settings = mapper.readValue(yaml, type);
            if (settings == null) {
                throw new IllegalArgumentException(yaml + ": the file is empty");
            }
            return settings;
        } catch (UnrecognizedPropertyException e) {
            throw new IllegalArgumentException(
                    yaml + ": there is no setting \"" + path(e) + "\"; there are " + known(e), e);
        } catch (DatabindException e) {
            throw new IllegalArgumentException(
                    yaml + ": "
                            + (e.getCause() instanceof IllegalArgumentException own
                                    ? own.getMessage()
                                    : path(e) + ": " + words(e)),
                    e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(yaml + ": " + words(e), e);
        }
    }

    private static String words(JacksonException e) {
        return e.getOriginalMessage() + place(e);
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? ""
                : " (line " + e.getLocation().getLineNr() + ")";
    }

    private static String path(DatabindException e) {
        return e.getPath().stream().map(step -> step.getPropertyName()).collect(Collectors.joining("."));
    }

    /** The names of the known settings in the section of the unknown one. */
    private static Collection<Object> known(UnrecognizedPropertyException e) {
        Collection<Object> known = new TreeSet<>();
        if (e.getKnownPropertyIds() != null) {
            known.addAll(e.getKnownPropertyIds());
        }
        if (e.getPath().size() == 1) {
            known.add(MANAGEMENT);
        }
        return known;
    }
}
