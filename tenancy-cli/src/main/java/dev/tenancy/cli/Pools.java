package dev.tenancy.cli;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.io.Console;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Connections of the logins, opened when a command needs them and closed with it. */
final class Pools implements AutoCloseable {

    private final Settings settings;
    private final String application;
    private final Map<Login, String> typed = new EnumMap<>(Login.class);
    private final Deque<HikariDataSource> open = new ArrayDeque<>();

    Pools(Settings settings, String application) {
        this.settings = settings;
        this.application = application;
        Secrets.tellRegion(settings);
    }

    /** A password that was typed, and is in no setting. */
    void know(Login login, String password) {
        typed.put(login, password);
    }

    /** The first connection is made now, so that a wrong password is said at once; one that is missing is asked for. */
    HikariDataSource open(Login login, int size) {
        HikariConfig config = config(login, size);
        Optional<String> password = Optional.ofNullable(typed.get(login)).or(() -> Passwords.of(settings, login));
        password.ifPresent(config::setPassword);
        try {
            return keep(config);
        } catch (PoolInitializationException e) {
            ConnectException failure = new ConnectException(DatabaseUrl.of(settings), login, config, e);
            Optional<Console> terminal =
                    password.isEmpty() && failure.wantsPassword() ? Terminal.find() : Optional.empty();
            return askedFor(config, login, terminal.orElseThrow(() -> failure));
        }
    }

    private HikariDataSource askedFor(HikariConfig config, Login login, Console terminal) {
        typed.put(login, Terminal.password(terminal, config.getUsername()));
        config.setPassword(typed.get(login));
        try {
            return keep(config);
        } catch (PoolInitializationException e) {
            throw new ConnectException(DatabaseUrl.of(settings), login, config, e);
        }
    }

    private HikariDataSource keep(HikariConfig config) {
        HikariDataSource pool = new HikariDataSource(config);
        open.push(pool);
        return pool;
    }

    private HikariConfig config(Login login, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("tenancy-" + login.user.key());
        as(config, login);
        // as text: the driver passes over a number or a boolean, in silence
        config.addDataSourceProperty("ApplicationName", application);
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("loginTimeout", "10");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        config.setMaxLifetime(Duration.ofMinutes(12).toMillis());
        return config;
    }

    private void as(HikariConfig config, Login login) {
        DatabaseUrl url = DatabaseUrl.of(settings);
        @Nullable String secret = settings.get(login.secret).orElse(null);
        if (secret == null) {
            config.setJdbcUrl(url.jdbc());
            config.setUsername(settings.require(login.user));
            return;
        }
        Secrets.use(secret, login, url, config);
    }

    @Override
    public void close() {
        open.forEach(HikariDataSource::close);
    }
}
