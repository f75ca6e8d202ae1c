package dev.tenancy.flyway;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which rows of the catalog this transaction wrote. In a savepoint or an EXCEPTION block a row carries the id of a
 * subtransaction: one after the transaction's own, still in progress, and yet visible, which it is to nobody else.
 */
final class OwnRows {

    private static final Pattern WROTE = Pattern.compile("@wrote\\((\\w)\\)");

    private static final String TRANSACTION = """
            (select pg_current_xact_id()::text::bigint as id, age(pg_current_xact_id()::xid) as age,
               pg_snapshot_xmax(pg_current_snapshot())::text::bigint as later offset 0) tx""";

    /**
     * From the snapshot's end on, where the server does not say what is in progress, no more than a thousand ids count: a
     * frozen row of four billion transactions ago may have any number.
     */
    private static final String CONDITION = """
            (age(@.xmin) between -1000000 and 0 and case
               when tx.id + tx.age - age(@.xmin) >= tx.later then tx.id + tx.age - age(@.xmin) < greatest(tx.id, tx.later) + 1000
               else pg_xact_status((tx.id + tx.age - age(@.xmin))::text::xid8) = 'in progress' end)""";

    private OwnRows() {}

    /** Writes out {@code @wrote(p)}, a condition on the row p, and {@code @tx}, which is to be joined to it. */
    static String in(String sql) {
        return WROTE.matcher(sql.replace("@tx", TRANSACTION))
                .replaceAll(found -> Matcher.quoteReplacement(CONDITION.replace("@", found.group(1))));
    }
}
