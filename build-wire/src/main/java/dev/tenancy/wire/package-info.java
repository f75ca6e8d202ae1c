/** Proxies between the driver and PostgreSQL: {@link dev.tenancy.wire.WireTap} counts, {@link dev.tenancy.wire.DelayProxy} delays, {@link dev.tenancy.wire.FaultProxy} fails. */
@org.jspecify.annotations.NullMarked
package dev.tenancy.wire;
