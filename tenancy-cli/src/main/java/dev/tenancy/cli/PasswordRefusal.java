package dev.tenancy.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ISetter;

/** Takes no password as an option. */
final class PasswordRefusal implements ISetter {

    @Override
    public <T> @Nullable T set(@Nullable T value) {
        if (value != null) {
            throw new SettingException(
                    "A password on the command line is seen by everybody on this machine, with ps. Set "
                            + Setting.OWNER_PASSWORD.variable() + ", give " + Setting.OWNER_PASSWORD_FILE.option()
                            + " FILE, or be asked for it.");
        }
        return value;
    }
}
