package dev.tenancy.flyway;

import java.sql.Connection;
import java.util.function.Consumer;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Does something before or after one script, on its connection. */
record FlywayPoint(String point, Consumer<Connection> action) implements Callback {

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        String when = event == Event.BEFORE_EACH_MIGRATE ? "before " : "after ";
        if (point.equals(when + context.getMigrationInfo().getScript())) {
            action.accept(context.getConnection());
        }
    }

    @Override
    public String getCallbackName() {
        return "point";
    }
}
