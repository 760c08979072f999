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
 * The YAML file of a service. The section {@code management} is the shell's; everything else is the service's own, and a
 * setting that the service does not know is an error that names it.
 */
public final class ConfigFile {
    static final String MANAGEMENT = "management";

    private ConfigFile() {}

    /**
     * The service's own settings.
     *
     * @param modules for types that the settings have besides the plain ones
     * @throws IllegalArgumentException if the file cannot be read or has what is not understood; the message names the
     *     file and the setting
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

    /** Everything else is the service's. */
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

    /** The names in the section that the unknown one stands in. */
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
