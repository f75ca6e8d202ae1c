package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.DriftReport.Group;
import dev.tenancy.flyway.DriftReport.NotCompared;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Compares all tenants with their peers, those that ran the same scripts: first by a fingerprint that PostgreSQL makes, then
 * one tenant of each minority in full, with one of the majority.
 */
final class Drift {

    /** The work is the server's; requests want the rest of it. */
    private static final int AT_A_TIME = 2;

    private final Parts parts;
    private final Catalog catalog;
    private final Map<TenantId, TenantStatus> statuses = new TreeMap<>();
    private final List<Group> groups = new ArrayList<>();
    private final Map<TenantId, String> notCompared = new TreeMap<>();

    Drift(Parts parts) {
        this.parts = parts;
        this.catalog = new Catalog(parts.layout(), parts.roles());
    }

    DriftReport look() {
        Instant at = Instant.now();
        Map<Peers, List<TenantId>> all = peers(new FleetLook(parts).look());
        all.values().removeIf(this::alone);
        Map<TenantId, String> fingerprints = fingerprints();
        all.forEach((peers, tenants) -> compare(peers, alike(tenants, fingerprints)));
        groups.sort(Comparator.comparing((Group group) -> -group.tenants().size())
                .thenComparing(group -> group.tenants().get(0).value()));
        statuses.keySet().removeAll(notCompared.keySet());
        return new DriftReport(
                at,
                statuses.size(),
                groups,
                notCompared.entrySet().stream()
                        .map(one -> new NotCompared(one.getKey(), one.getValue()))
                        .toList());
    }

    private Map<Peers, List<TenantId>> peers(FleetPlan plan) {
        Map<Peers, List<TenantId>> peers = new HashMap<>();
        for (TenantPlan tenant : plan.tenants()) {
            if (tenant.state() == PlanState.SCHEMA_MISSING || tenant.state() == PlanState.HISTORY_MISSING) {
                notCompared.put(tenant.tenant(), tenant.problem().orElseThrow());
            } else {
                statuses.put(tenant.tenant(), tenant.status());
                peers.computeIfAbsent(new Peers(tenant.version(), tenant.pending()), any -> new ArrayList<>())
                        .add(tenant.tenant());
            }
        }
        return peers;
    }

    private boolean alone(List<TenantId> tenants) {
        if (tenants.size() == 1) {
            notCompared.put(
                    tenants.get(0),
                    "No other tenant has run the same scripts; migrate the fleet, and it will have peers.");
            statuses.remove(tenants.get(0));
        }
        return tenants.size() == 1;
    }

    private Map<TenantId, String> fingerprints() {
        Map<TenantId, String> fingerprints = new HashMap<>();
        List<Map<TenantId, TenantStatus>> parts = parts(statuses);
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(AT_A_TIME, this.parts.connections().tenantsAtATime()));
        try {
            parts.stream()
                    .map(part -> CompletableFuture.supplyAsync(() -> fingerprints(part), threads))
                    .toList()
                    .forEach(part -> fingerprints.putAll(joined(part)));
        } finally {
            threads.shutdownNow();
        }
        statuses.keySet().stream()
                .filter(tenant -> !fingerprints.containsKey(tenant))
                .forEach(tenant -> notCompared.put(tenant, "Its schema was dropped while it was looked at."));
        return fingerprints;
    }

    private Map<TenantId, String> fingerprints(Map<TenantId, TenantStatus> part) {
        try (OwnerSession session = session()) {
            return catalog.fingerprints(session.dsl(), part);
        }
    }

    private static <T> T joined(CompletableFuture<T> part) {
        try {
            return part.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Those with the same fingerprint together, the most first. */
    private static List<List<TenantId>> alike(List<TenantId> tenants, Map<TenantId, String> fingerprints) {
        return tenants.stream()
                .filter(fingerprints::containsKey)
                .collect(Collectors.groupingBy(tenant -> fingerprints.getOrDefault(tenant, "")))
                .values()
                .stream()
                .sorted(Comparator.comparing((List<TenantId> alike) -> -alike.size())
                        .thenComparing(alike -> alike.get(0).value()))
                .toList();
    }

    private void compare(Peers peers, List<List<TenantId>> alike) {
        if (alike.size() < 2) {
            return;
        }
        List<TenantId> majority = alike.get(0);
        TenantId like = majority.get(0);
        List<CatalogObject> expected = objects(List.of(like)).getOrDefault(like, List.of());
        Map<TenantId, List<TenantId>> minorities = alike.stream()
                .skip(1)
                .collect(Collectors.toMap(
                        tenants -> tenants.get(0), tenants -> tenants, (one, other) -> one, TreeMap::new));
        Map<TenantId, TenantStatus> first = new TreeMap<>(statuses);
        first.keySet().retainAll(minorities.keySet());
        for (Map<TenantId, TenantStatus> part : parts(first)) {
            objects(part.keySet()).forEach((tenant, found) -> {
                List<TenantId> tenants = minorities.getOrDefault(tenant, List.of());
                List<Difference> differences = Differences.between(expected, found);
                if (differences.isEmpty()) {
                    tenants.forEach(one -> notCompared.put(one, "It was changed while it was looked at. Look again."));
                } else {
                    groups.add(new Group(tenants, like, majority.size(), peers.version(), differences));
                }
            });
        }
    }

    private Map<TenantId, List<CatalogObject>> objects(Collection<TenantId> tenants) {
        Map<TenantId, TenantStatus> some = new TreeMap<>(statuses);
        some.keySet().retainAll(tenants);
        try (OwnerSession session = session()) {
            return catalog.objects(session.dsl(), some);
        }
    }

    private List<Map<TenantId, TenantStatus>> parts(Map<TenantId, TenantStatus> tenants) {
        try (OwnerSession session = parts.connections().open()) {
            return catalog.parts(session.dsl(), tenants);
        }
    }

    /** A backend keeps in memory what it has looked at: 100 MB for each 250 tenants of 20 tables. So it is not used again. */
    private OwnerSession session() {
        OwnerSession session = parts.connections().open();
        session.endWhenClosed();
        // a large catalog's estimates invite compiling, which takes longer than the query; the lines of 250 tenants fit
        // into 32 MB
        session.dsl().execute("set jit = off");
        session.dsl().execute("set work_mem = '32MB'");
        return session;
    }

    /** Tenants that ran the same scripts have nothing but their names to differ in. */
    private record Peers(Optional<String> version, List<String> pending) {}
}
