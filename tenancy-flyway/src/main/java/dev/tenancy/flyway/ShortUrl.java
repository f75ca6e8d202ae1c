package dev.tenancy.flyway;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.DatabaseMetaData;

/**
 * Metadata with the URL up to its parameters. Flyway 11 and 12 look for passwords in the whole of it with patterns that take a
 * second for the two thousand letters that a {@code PGSimpleDataSource} writes: in each run, to log one line.
 */
final class ShortUrl {

    private ShortUrl() {}

    static DatabaseMetaData of(DatabaseMetaData metaData) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            try {
                Object answer = method.invoke(metaData, arguments);
                return method.getName().equals("getURL") && answer instanceof String url
                        ? url.split("\\?", 2)[0]
                        : answer;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return (DatabaseMetaData) Proxy.newProxyInstance(
                ShortUrl.class.getClassLoader(), new Class<?>[] {DatabaseMetaData.class}, handler);
    }
}
