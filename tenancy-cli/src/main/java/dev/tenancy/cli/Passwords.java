package dev.tenancy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A login's password from the settings: itself, or a file that holds it. */
final class Passwords {

    private Passwords() {}

    /** Empty if none was set: then the driver looks into the password file of psql, or we ask. */
    static Optional<String> of(Settings settings, Login login) {
        return settings.get(login.password)
                .filter(password -> !password.isEmpty())
                .or(() -> settings.get(login.passwordFile).map(file -> read(settings.path(login.passwordFile))));
    }

    /** The one that a login shall have: as it was set, or asked for where somebody can be asked. */
    static Optional<String> toSet(Settings settings, Login login) {
        Optional<String> set = of(settings, login);
        if (set.isPresent() || settings.get(login.secret).isPresent()) {
            return set;
        }
        String user = settings.require(login.user);
        return Terminal.find()
                .map(console -> Terminal.newPassword(console, user))
                .filter(password -> !password.isEmpty());
    }

    /** Without the line break that editors add. */
    private static String read(Path file) {
        try {
            return Files.readString(file).replaceFirst("\\R\\z", "");
        } catch (IOException e) {
            throw new SettingException("The password file " + file + " cannot be read: " + reason(e) + ".");
        }
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.NoSuchFileException ? "there is none" : String.valueOf(e.getMessage());
    }
}
