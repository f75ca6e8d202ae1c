/**
 * An items API on AWS Lambda, one PostgreSQL schema a tenant. {@link dev.tenancy.sample.ItemsHandler} answers requests with
 * the app login; {@link dev.tenancy.sample.AdminHandler} makes and removes tenants with the owner's.
 *
 * <p>To copy: {@code Items} is what the API is about, the rest stays.
 */
@NullMarked
package dev.tenancy.sample;

import org.jspecify.annotations.NullMarked;
