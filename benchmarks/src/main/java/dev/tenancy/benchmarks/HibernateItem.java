package dev.tenancy.benchmarks;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** The items, as Hibernate knows them. */
@Entity
@Table(name = "items")
class HibernateItem {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Long id;

    @Nullable
    String name;

    int quantity;

    /** By default of the database. */
    @Column(name = "created_at", insertable = false, updatable = false)
    @Nullable
    OffsetDateTime createdAt;
}
