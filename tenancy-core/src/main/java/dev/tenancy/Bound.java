package dev.tenancy;

import org.jooq.Configuration;
import org.jspecify.annotations.Nullable;

/** What a jOOQ configuration carries of ours. jOOQ copies it to every configuration that is derived from it. */
enum Bound {
    BINDING,
    LEASE,
    OPTIONS,
    NOTICES;

    static @Nullable TenantBinding binding(@Nullable Configuration configuration) {
        return configuration == null ? null : (TenantBinding) configuration.data(BINDING);
    }

    static @Nullable Lease lease(Configuration configuration) {
        return (Lease) configuration.data(LEASE);
    }

    static WorkOptions options(Configuration configuration) {
        return configuration.data(OPTIONS) instanceof WorkOptions options ? options : WorkOptions.defaults();
    }

    static @Nullable WorkNotices notices(Configuration configuration) {
        return (WorkNotices) configuration.data(NOTICES);
    }

    /** The settings are copied: what a callback changes in them ends with its unit of work. */
    static void to(Lease lease, Configuration configuration) {
        configuration.data(LEASE, lease);
        configuration.set(lease);
        configuration.set(SettingsCopy.of(configuration.settings()));
    }
}
