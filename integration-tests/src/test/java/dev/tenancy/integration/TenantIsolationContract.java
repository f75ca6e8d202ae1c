package dev.tenancy.integration;

/** Everything that a jOOQ user expects keeps working in a tenant, at each level of isolation. */
abstract class TenantIsolationContract
        implements RecordsContract,
                BatchContract,
                QueriesContract,
                TypesContract,
                TransactionsContract,
                SettingsContract {}
