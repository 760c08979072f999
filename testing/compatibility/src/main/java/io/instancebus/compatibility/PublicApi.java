package io.instancebus.compatibility;

import java.io.IOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The API of public types for programs that are compiled against them, as lines of text: the declaration and the
 * supertypes of each type, and its public and protected members. Types of this project that those lines name are
 * included; generated classes of the contract are not, because the contract has releases of its own.
 */
public final class PublicApi {
    private static final Pattern OURS = Pattern.compile("io\\.instancebus\\.\\w+(?:[.$]\\w+)+");
    private static final String CONTRACT = "io.instancebus.avro.";

    private final ClassLoader loader;
    private final SortedSet<String> lines = new TreeSet<>();
    private final Set<String> described = new TreeSet<>();

    private PublicApi(ClassLoader loader) {
        this.loader = loader;
    }

    /** The API of these types and of those that they expose; types that are not public are skipped. */
    public static PublicApi of(Collection<Class<?>> types) {
        PublicApi api = new PublicApi(types.iterator().next().getClassLoader());
        types.forEach(api::describe);
        return api;
    }

    /** The types of a package that come from the same folder as this one, including nested types. */
    public static Set<Class<?>> packageOf(Class<?> member) throws IOException {
        try (Stream<Path> files = Files.list(folder(member))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .map(name -> member.getPackageName() + "." + name.substring(0, name.length() - ".class".length()))
                    .map(name -> load(name, member.getClassLoader()))
                    .collect(Collectors.toSet());
        }
    }

    private static Path folder(Class<?> member) {
        try {
            return Path.of(member.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolve(member.getPackageName().replace('.', '/'));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The lines, sorted; each begins with the name of its type and a colon. */
    public SortedSet<String> lines() {
        return Collections.unmodifiableSortedSet(lines);
    }

    private void describe(Class<?> type) {
        if (!isPublic(type) || type.getName().startsWith(CONTRACT) || !described.add(type.getName())) {
            return;
        }
        add(type, type.toGenericString());
        supertypes(type).forEach(supertype -> add(type, supertype));
        constructors(type).forEach(constructor -> add(type, constructor));
        for (Class<?> declaring : withHiddenParents(type)) {
            methods(declaring, type).forEach(method -> add(type, method));
            fields(declaring, type).forEach(field -> add(type, field));
        }
    }

    private static Stream<String> supertypes(Class<?> type) {
        Stream<String> extended = Stream.ofNullable(type.getSuperclass())
                .filter(parent -> parent != Object.class && isPublic(parent))
                .map(parent -> "extends " + type.getGenericSuperclass().getTypeName());
        Stream<String> implemented = withHiddenParents(type).stream()
                .flatMap(declaring -> Arrays.stream(declaring.getGenericInterfaces()))
                .map(supertype -> "implements " + supertype.getTypeName());
        return Stream.of(extended, implemented, permitted(type)).flatMap(Function.identity());
    }

    /** All in one line, because a further subtype breaks exhaustive switches. */
    private static Stream<String> permitted(Class<?> type) {
        return type.isSealed()
                ? Stream.of(Arrays.stream(type.getPermittedSubclasses())
                        .map(Class::getName)
                        .sorted()
                        .collect(Collectors.joining(", ", "permits ", "")))
                : Stream.of();
    }

    /** The type and its supertypes that are not public, whose declarations only this type exposes. */
    private static List<Class<?>> withHiddenParents(Class<?> type) {
        List<Class<?>> types = new ArrayList<>();
        types.add(type);
        for (Class<?> parent = type.getSuperclass();
                parent != null && !isPublic(parent);
                parent = parent.getSuperclass()) {
            types.add(parent);
        }
        return types;
    }

    private static Stream<String> constructors(Class<?> type) {
        return Arrays.stream(type.getDeclaredConstructors())
                .filter(constructor -> isVisible(constructor, type))
                .map(constructor -> constructor.toGenericString().replace(type.getTypeName() + "(", "<init>("));
    }

    private static Stream<String> methods(Class<?> declaring, Class<?> type) {
        return Arrays.stream(declaring.getDeclaredMethods())
                .filter(method -> isVisible(method, type))
                .map(method -> method.toGenericString()
                        .replace(declaring.getTypeName() + "." + method.getName() + "(", method.getName() + "("));
    }

    private static Stream<String> fields(Class<?> declaring, Class<?> type) {
        return Arrays.stream(declaring.getDeclaredFields())
                .filter(field -> isVisible(field, type))
                .map(field -> field.toGenericString()
                        .replace(declaring.getTypeName() + "." + field.getName(), field.getName()));
    }

    private static boolean isVisible(Member member, Class<?> type) {
        boolean visible = Modifier.isPublic(member.getModifiers())
                || Modifier.isProtected(member.getModifiers()) && !Modifier.isFinal(type.getModifiers());
        return visible && !member.isSynthetic();
    }

    private void add(Class<?> type, String text) {
        lines.add(type.getName() + ": " + text);
        OURS.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(name -> !name.startsWith(CONTRACT))
                .forEach(name -> describe(load(name, loader)));
    }

    private static Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name + ", which the API names, is not on the class path", e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
    }
}
