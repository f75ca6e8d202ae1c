package dev.tenancy.sample;

import static dev.tenancy.sample.generated.tenant.Tables.ITEMS;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantNotFoundException;
import dev.tenancy.WorkOptions;
import dev.tenancy.sample.generated.tenant.tables.records.ItemsRecord;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.InsertResultStep;
import org.jspecify.annotations.Nullable;

/** The items of a tenant: what the API is about. */
final class Items {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_DESCRIPTION = 4_000;
    private static final int MOST = 1_000_000_000;
    private static final Set<String> FIELDS = Set.of("name", "description", "quantity");
    private static final WorkOptions READ = WorkOptions.defaults().readOnly();

    private final Tenancy tenancy;

    Items(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    Router routes() {
        return new Router()
                .on("GET", "/items", this::list)
                .on("POST", "/items", this::create)
                .on("GET", "/items/{item_id}", this::read)
                .on("PUT", "/items/{item_id}", this::replace)
                .on("DELETE", "/items/{item_id}", this::delete);
    }

    /** Does once what a request does, for a tenant that nobody has: classes are loaded and SQL is rendered. */
    void prime() {
        TenantId nobody = TenantId.of("nobody");
        insert(tenancy.dsl(nobody), new Fields("", null, 0)).getSQL();
        Json.write(notFound().response("").event());
        try {
            tenancy.inTransaction(nobody, READ, dsl -> newest(dsl, new Page(1, null)));
        } catch (TenantNotFoundException expected) {
            // after the registry was asked, on a connection
        }
    }

    private ApiResponse list(Call call) {
        Page page = Page.of(call);
        List<Item> found = tenancy.inTransaction(call.tenant(), READ, dsl -> newest(dsl, page));
        List<Item> shown = found.subList(0, Math.min(found.size(), page.limit()));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", shown.stream().map(Item::json).toList());
        if (found.size() > shown.size()) {
            Item last = shown.get(shown.size() - 1);
            body.put("next", Page.cursor(call.tenant(), last.createdAt(), last.id()));
        }
        return ApiResponse.json(200, body);
    }

    private static List<Item> newest(DSLContext dsl, Page page) {
        return dsl.selectFrom(ITEMS)
                .where(older(page.after()))
                .orderBy(ITEMS.CREATED_AT.desc(), ITEMS.ID.desc())
                .limit(page.limit() + 1) // one more tells whether there is a next page
                .fetch(Item::of);
    }

    private static Condition older(Page.@Nullable After after) {
        return after == null ? noCondition() : row(ITEMS.CREATED_AT, ITEMS.ID).lt(after.createdAt(), after.id());
    }

    private ApiResponse create(Call call) {
        Fields fields = Fields.of(call.body());
        Item item =
                tenancy.inTransaction(call.tenant(), dsl -> insert(dsl, fields).fetchSingle(Item::of));
        return answer(201, call, item).header("Location", call.request().publicPath() + "/" + item.id());
    }

    private static InsertResultStep<ItemsRecord> insert(DSLContext dsl, Fields fields) {
        return dsl.insertInto(ITEMS)
                .set(ITEMS.NAME, fields.name())
                .set(ITEMS.DESCRIPTION, fields.description())
                .set(ITEMS.QUANTITY, fields.quantity())
                .returning();
    }

    private ApiResponse read(Call call) {
        UUID id = call.uuid("item_id");
        Item item = tenancy.inTransaction(call.tenant(), READ, dsl -> dsl.selectFrom(ITEMS)
                .where(ITEMS.ID.eq(id))
                .fetchOptional(Item::of)
                .orElseThrow(Items::notFound));
        String etag = item.etag(call.tenant());
        return call.hasFresh(etag) ? ApiResponse.empty(304).header("ETag", etag) : answer(200, call, item);
    }

    private ApiResponse replace(Call call) {
        UUID id = call.uuid("item_id");
        Fields fields = Fields.of(call.body());
        Item item = tenancy.inTransaction(call.tenant(), dsl -> {
            lock(dsl, call, id);
            return dsl.update(ITEMS)
                    .set(ITEMS.NAME, fields.name())
                    .set(ITEMS.DESCRIPTION, fields.description())
                    .set(ITEMS.QUANTITY, fields.quantity())
                    .set(ITEMS.UPDATED_AT, currentOffsetDateTime())
                    .set(ITEMS.VERSION, ITEMS.VERSION.plus(1))
                    .where(ITEMS.ID.eq(id))
                    .returning()
                    .fetchSingle(Item::of);
        });
        return answer(200, call, item);
    }

    private ApiResponse delete(Call call) {
        UUID id = call.uuid("item_id");
        tenancy.useTransaction(call.tenant(), dsl -> {
            lock(dsl, call, id);
            dsl.deleteFrom(ITEMS).where(ITEMS.ID.eq(id)).execute();
        });
        return ApiResponse.empty(204);
    }

    /** Nobody changes the row from here to the commit, so what If-Match says is still true then. */
    private static void lock(DSLContext dsl, Call call, UUID id) {
        Item current = dsl.selectFrom(ITEMS)
                .where(ITEMS.ID.eq(id))
                .forUpdate()
                .fetchOptional(Item::of)
                .orElseThrow(Items::notFound);
        call.checkIfMatch(current.etag(call.tenant()));
    }

    private static ApiResponse answer(int status, Call call, Item item) {
        return ApiResponse.json(status, item.json()).header("ETag", item.etag(call.tenant()));
    }

    /** The same for an item that never was, was deleted, or is another tenant's. */
    private static Problem notFound() {
        return new Problem(404, "There is no such item.");
    }

    /** What a client may set. */
    private record Fields(String name, @Nullable String description, int quantity) {

        static Fields of(Body body) {
            body.only(FIELDS);
            return new Fields(
                    body.text("name", LONGEST_NAME),
                    body.optionalText("description", LONGEST_DESCRIPTION),
                    body.count("quantity", 0, MOST));
        }
    }

    private record Item(
            UUID id,
            String name,
            @Nullable String description,
            int quantity,
            OffsetDateTime createdAt,
            OffsetDateTime updatedAt,
            int version) {

        static Item of(ItemsRecord row) {
            return new Item(
                    row.getId(),
                    row.getName(),
                    row.getDescription(),
                    row.getQuantity(),
                    row.getCreatedAt(),
                    row.getUpdatedAt(),
                    row.getVersion());
        }

        /** The tenant is in it, so that no tag fits an item of the same id elsewhere. */
        String etag(TenantId tenant) {
            return '"' + tenant.value() + '.' + version + '"';
        }

        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("id", id.toString());
            json.put("name", name);
            json.put("description", description);
            json.put("quantity", quantity);
            json.put("createdAt", createdAt.toInstant().toString());
            json.put("updatedAt", updatedAt.toInstant().toString());
            json.put("version", version);
            return json;
        }
    }
}
