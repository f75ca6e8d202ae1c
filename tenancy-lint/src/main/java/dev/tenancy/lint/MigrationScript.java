package dev.tenancy.lint;

/**
 * A migration script in SQL.
 *
 * @param name its file's name: {@code V2__items.sql}, {@code R__views.sql}
 * @param text all of it, before placeholders are replaced
 * @param transactional whether it runs in a transaction: false if its configuration ({@code V2__items.sql.conf}) says
 *     {@code executeInTransaction=false}
 */
public record MigrationScript(String name, String text, boolean transactional) {

    /**
     * A script that runs in a transaction.
     *
     * @param name its file's name
     * @param text all of it
     * @return the script
     */
    public static MigrationScript of(String name, String text) {
        return new MigrationScript(name, text, true);
    }
}
