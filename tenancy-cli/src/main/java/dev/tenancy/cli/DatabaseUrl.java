package dev.tenancy.cli;

import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * Where the database is. Who connects is not in it: three logins share it.
 *
 * @param jdbc for the driver
 * @param database its name
 * @param host with the port
 */
record DatabaseUrl(String jdbc, String database, String host) {

    private static final String JDBC = "jdbc:";
    private static final Pattern LOGIN = Pattern.compile("[?&](?:user|password)=|//[^/?]*@");

    static DatabaseUrl of(Settings settings) {
        String url = settings.require(Setting.URL);
        if (LOGIN.matcher(url).find()) { // not repeated: it may hold a password
            throw new SettingException("The setting url has a user or a password in it, and three logins share it. Set "
                    + Setting.OWNER_USER.variable() + " and " + Setting.OWNER_PASSWORD.variable() + " instead.");
        }
        Properties parsed = url.startsWith(JDBC) ? Driver.parseURL(url, null) : null;
        if (parsed == null) {
            throw SettingException.wrong(Setting.URL, url, "like jdbc:postgresql://localhost:5432/items");
        }
        String database = parsed.getProperty("PGDBNAME", "");
        if (database.isEmpty()) { // the driver would take the login's name, and each login another one
            throw SettingException.wrong(
                    Setting.URL, url, "with a database's name, like jdbc:postgresql://localhost:5432/items");
        }
        String host = parsed.getProperty("PGHOST") + ":" + parsed.getProperty("PGPORT");
        return new DatabaseUrl(url, database, host);
    }

    /** For the driver that reads the login from AWS Secrets Manager. */
    String secrets() {
        return "jdbc-secretsmanager:" + jdbc.substring(JDBC.length());
    }

    @Override
    public String toString() {
        return "database '" + database + "' at " + host;
    }
}
