package dev.tenancy;
import org.jooq.DSLContext;
final class UnitsOfWork {
    UnitsOfWork(TenancyBuilder b) {}
    <T extends @org.jspecify.annotations.Nullable Object, X extends Exception> T run(TenantId t, WorkOptions o, Work<T, X> w) throws X { throw new AssertionError("draft"); }
    DSLContext dsl(TenantId t) { throw new AssertionError("draft"); }
    TenantLayout layout() { throw new AssertionError("draft"); }
    IsolationCheck verifyIsolation() { throw new AssertionError("draft"); }
    IsolationCheck verifyIsolation(TenantId t) { throw new AssertionError("draft"); }
}
