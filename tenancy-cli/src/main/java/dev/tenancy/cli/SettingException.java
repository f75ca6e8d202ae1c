package dev.tenancy.cli;

/** An option or a setting is missing or wrong. */
final class SettingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SettingException(String message) {
        super(message);
    }

    static SettingException missing(Setting setting) {
        return new SettingException("The setting " + setting.key() + " (" + setting.meaning() + ") is missing: set "
                + setting.variable() + ", write " + setting.key() + "=... into the file"
                + setting.label()
                        .map(label -> ", or give " + setting.option() + " " + label)
                        .orElse("") + ".");
    }

    static SettingException wrong(Setting setting, String value, String allowed) {
        return new SettingException(
                "The setting " + setting.key() + " is '" + value + "', and should be " + allowed + ".");
    }
}
