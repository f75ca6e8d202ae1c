package dev.tenancy.cli;

import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where scripts are, as people write it, for Flyway: a folder ({@code db/tenant}, {@code filesystem:db/tenant}), a folder in
 * a jar ({@code app.jar!/db/tenant}; {@code app.jar} alone means {@code db/tenant} in it), the class path
 * ({@code classpath:db/tenant}); several with commas.
 *
 * @param locations for Flyway
 * @param jars to be put on the class path
 */
record Places(List<String> locations, List<URL> jars) {

    private static final String FILE_SYSTEM = "filesystem:";
    private static final String CLASS_PATH = "classpath:";
    private static final String IN_JAR = "!/";
    private static final String USUAL = "db/tenant";

    static Places of(Settings settings, Setting setting) {
        Places places = new Places(new ArrayList<>(), new ArrayList<>());
        Optional<String> value = settings.get(setting).filter(text -> !text.isBlank());
        for (String place : value.map(text -> text.split(",")).orElseGet(() -> new String[0])) {
            places.add(settings.folder(setting), place.strip(), setting);
        }
        return places;
    }

    private void add(Path folder, String place, Setting setting) {
        if (place.startsWith(CLASS_PATH)) {
            locations.add(place);
            return;
        }
        String path = place.startsWith(FILE_SYSTEM) ? place.substring(FILE_SYSTEM.length()) : place;
        int inJar = path.indexOf(IN_JAR);
        Path file = folder.resolve(inJar < 0 ? path : path.substring(0, inJar));
        if (Files.isDirectory(file)) {
            locations.add(FILE_SYSTEM + file);
        } else if (Files.isRegularFile(file) && file.toString().endsWith(".jar")) {
            jars.add(url(file));
            locations.add(CLASS_PATH + (inJar < 0 ? USUAL : path.substring(inJar + IN_JAR.length())));
        } else {
            throw SettingException.wrong(
                    setting,
                    place,
                    "a folder, a jar (app.jar!/db/tenant) or a place on the class path (classpath:db/tenant)");
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
