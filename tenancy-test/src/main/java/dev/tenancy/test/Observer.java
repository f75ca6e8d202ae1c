package dev.tenancy.test;

import dev.tenancy.TenantId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Set;
import java.util.function.Consumer;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Sits where the code meets the database and tells the observation that is under way, if there is one. */
final class Observer implements ExecuteListener {

    private static final long serialVersionUID = 1;
    private static final Set<Class<?>> FOLLOWED =
            Set.of(Connection.class, Statement.class, PreparedStatement.class, CallableStatement.class);

    private transient volatile @Nullable Observation current;

    void observe(@Nullable Observation observation) {
        current = observation;
    }

    void unitOfWork(TenantId tenant) {
        tell(observation -> observation.unitOfWork(tenant));
    }

    /** jOOQ's own row, of generated tables and of plain SQL alike. */
    @Override
    public void recordEnd(ExecuteContext context) {
        Record row = context.record();
        if (row != null) {
            tell(observation -> observation.row(row));
        }
    }

    /** JDBC itself rather than jOOQ's listener: it also sees what the code sends around jOOQ. */
    <T> T jdbc(Class<T> type, T target) {
        Object proxy =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("equals")) {
                        return self == arguments[0];
                    }
                    if (arguments != null
                            && arguments.length > 0
                            && arguments[0] instanceof String sql
                            && sends(method.getName())) {
                        tell(observation -> observation.statement(sql));
                    }
                    try {
                        Object result = method.invoke(target, arguments);
                        return FOLLOWED.contains(method.getReturnType()) && result != null
                                ? followed(method.getReturnType(), result)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return type.cast(proxy);
    }

    private <T> T followed(Class<T> type, Object result) {
        return jdbc(type, type.cast(result));
    }

    private static boolean sends(String method) {
        return method.startsWith("prepare") || method.startsWith("execute") || method.equals("addBatch");
    }

    private void tell(Consumer<Observation> what) {
        Observation observation = current;
        if (observation != null) {
            what.accept(observation);
        }
    }
}
