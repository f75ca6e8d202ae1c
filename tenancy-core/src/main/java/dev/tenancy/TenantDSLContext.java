package dev.tenancy;

import java.util.Collection;
import java.util.List;
import org.jooq.Attachable;
import org.jooq.Batch;
import org.jooq.Condition;
import org.jooq.Configuration;
import org.jooq.TableRecord;
import org.jooq.UpdatableRecord;
import org.jooq.impl.DefaultDSLContext;

/** jOOQ's own, which refuses records of another tenant wherever it is given one. */
final class TenantDSLContext extends DefaultDSLContext {

    private static final long serialVersionUID = 1;

    TenantDSLContext(Configuration configuration) {
        super(configuration);
    }

    @Override
    public int executeInsert(TableRecord<?> record) {
        return super.executeInsert(own(record));
    }

    @Override
    public int executeUpdate(UpdatableRecord<?> record) {
        return super.executeUpdate(own(record));
    }

    @Override
    public int executeUpdate(TableRecord<?> record, Condition condition) {
        return super.executeUpdate(own(record), condition);
    }

    @Override
    public int executeDelete(UpdatableRecord<?> record) {
        return super.executeDelete(own(record));
    }

    @Override
    public int executeDelete(TableRecord<?> record, Condition condition) {
        return super.executeDelete(own(record), condition);
    }

    @Override
    public Batch batchStore(UpdatableRecord<?>... records) {
        return super.batchStore(own(records));
    }

    @Override
    public Batch batchStore(Collection<? extends UpdatableRecord<?>> records) {
        return super.batchStore(own(records));
    }

    @Override
    public Batch batchInsert(TableRecord<?>... records) {
        return super.batchInsert(own(records));
    }

    @Override
    public Batch batchInsert(Collection<? extends TableRecord<?>> records) {
        return super.batchInsert(own(records));
    }

    @Override
    public Batch batchUpdate(UpdatableRecord<?>... records) {
        return super.batchUpdate(own(records));
    }

    @Override
    public Batch batchUpdate(Collection<? extends UpdatableRecord<?>> records) {
        return super.batchUpdate(own(records));
    }

    @Override
    public Batch batchMerge(UpdatableRecord<?>... records) {
        return super.batchMerge(own(records));
    }

    @Override
    public Batch batchMerge(Collection<? extends UpdatableRecord<?>> records) {
        return super.batchMerge(own(records));
    }

    @Override
    public Batch batchDelete(UpdatableRecord<?>... records) {
        return super.batchDelete(own(records));
    }

    @Override
    public Batch batchDelete(Collection<? extends UpdatableRecord<?>> records) {
        return super.batchDelete(own(records));
    }

    @Override
    public void attach(Attachable... attachables) {
        super.attach(own(attachables));
    }

    @Override
    public void attach(Collection<? extends Attachable> attachables) {
        super.attach(own(attachables));
    }

    private <A extends Attachable> A[] own(A[] records) {
        own(List.of(records));
        return records;
    }

    private <C extends Collection<? extends Attachable>> C own(C records) {
        records.forEach(this::own);
        return records;
    }

    private <A extends Attachable> A own(A record) {
        TenantBinding owner = Bound.binding(record.configuration());
        TenantBinding here = Bound.binding(configuration());
        if (owner != null && here != null && !owner.tenant().equals(here.tenant())) {
            throw new WrongTenantException(owner.tenant(), here.tenant(), "A record");
        }
        return record;
    }
}
