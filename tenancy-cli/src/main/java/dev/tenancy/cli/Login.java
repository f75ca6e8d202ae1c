package dev.tenancy.cli;

/** Who connects; each has its own settings, so that one is never taken for another. */
enum Login {
    ADMIN(Setting.ADMIN_USER, Setting.ADMIN_PASSWORD, Setting.ADMIN_PASSWORD_FILE, Setting.ADMIN_SECRET),
    OWNER(Setting.OWNER_USER, Setting.OWNER_PASSWORD, Setting.OWNER_PASSWORD_FILE, Setting.OWNER_SECRET),
    APP(Setting.APP_USER, Setting.APP_PASSWORD, Setting.APP_PASSWORD_FILE, Setting.APP_SECRET);

    final Setting user;
    final Setting password;
    final Setting passwordFile;
    final Setting secret;

    Login(Setting user, Setting password, Setting passwordFile, Setting secret) {
        this.user = user;
        this.password = password;
        this.passwordFile = passwordFile;
        this.secret = secret;
    }
}
