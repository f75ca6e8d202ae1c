package dev.tenancy.benchmarks;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import java.util.List;
import java.util.stream.IntStream;

/** This library. */
final class Ours implements Way {

    private final Tenancy tenancy;
    private final List<TenantId> tenants;

    Ours(Tenancy tenancy, int tenants) {
        this.tenancy = tenancy;
        this.tenants = IntStream.range(0, tenants).mapToObj(Crowd::tenant).toList();
    }

    @Override
    public void read(int tenant) {
        JooqWork.read(tenancy.dsl(tenants.get(tenant)));
    }

    @Override
    public void readInTransaction(int tenant) {
        tenancy.inTransaction(tenants.get(tenant), JooqWork::read);
    }

    @Override
    public void fourStatements(int tenant) {
        tenancy.inTransaction(tenants.get(tenant), JooqWork::fourStatements);
    }
}
