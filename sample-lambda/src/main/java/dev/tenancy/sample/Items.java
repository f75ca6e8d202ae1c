package dev.tenancy.sample;

import static dev.tenancy.sample.generated.shared.Tables.BANNED_WORDS;
import static dev.tenancy.sample.generated.tenant.Tables.ITEMS;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.val;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantNotFoundException;
import dev.tenancy.WorkOptions;
import dev.tenancy.sample.generated.tenant.tables.records.ItemsRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private ApiResponse list(Call call) {
        Page page = Page.of(call);
        List<ItemsRecord> found = tenancy.inTransaction(call.tenant(), READ, dsl -> newest(dsl, page));
        List<ItemsRecord> shown = found.subList(0, Math.min(found.size(), page.limit()));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", shown.stream().map(Items::json).toList());
        if (found.size() > shown.size()) {
            ItemsRecord last = shown.get(shown.size() - 1);
            body.put("next", Page.cursor(call.tenant(), last.getCreatedAt(), last.getId()));
        }
        return ApiResponse.json(200, body);
    }

    private static List<ItemsRecord> newest(DSLContext dsl, Page page) {
        return dsl.selectFrom(ITEMS)
                .where(older(page.after()))
                .orderBy(ITEMS.CREATED_AT.desc(), ITEMS.ID.desc())
                .limit(page.limit() + 1) // one more tells whether there is a next page
                .fetch();
    }

    private static Condition older(Page.@Nullable After after) {
        return after == null ? noCondition() : row(ITEMS.CREATED_AT, ITEMS.ID).lt(after.createdAt(), after.id());
    }

    private ApiResponse create(Call call) {
        ItemsRecord fields = fields(call.body());
        ItemsRecord item = tenancy.inTransaction(call.tenant(), dsl -> {
            checkWords(dsl, fields.getName());
            return insert(dsl, fields).fetchSingle();
        });
        return answer(201, call, item).header("Location", call.request().publicPath() + "/" + item.getId());
    }

    private static InsertResultStep<ItemsRecord> insert(DSLContext dsl, ItemsRecord fields) {
        return dsl.insertInto(ITEMS).set(fields).returning();
    }

    private ApiResponse read(Call call) {
        UUID id = call.uuid("item_id");
        ItemsRecord item = tenancy.inTransaction(call.tenant(), READ, dsl -> dsl.fetchOptional(ITEMS, ITEMS.ID.eq(id))
                .orElseThrow(Items::notFound));
        return call.hasFresh(etag(call, item))
                ? ApiResponse.empty(304).header("ETag", etag(call, item))
                : answer(200, call, item);
    }

    private ApiResponse replace(Call call) {
        UUID id = call.uuid("item_id");
        ItemsRecord fields = fields(call.body());
        ItemsRecord item = tenancy.inTransaction(call.tenant(), dsl -> {
            lock(dsl, call, id);
            checkWords(dsl, fields.getName());
            return dsl.update(ITEMS)
                    .set(fields)
                    .set(ITEMS.UPDATED_AT, currentOffsetDateTime())
                    .set(ITEMS.VERSION, ITEMS.VERSION.plus(1))
                    .where(ITEMS.ID.eq(id))
                    .returning()
                    .fetchSingle();
        });
        return answer(200, call, item);
    }

    private ApiResponse delete(Call call) {
        UUID id = call.uuid("item_id");
        tenancy.useTransaction(call.tenant(), dsl -> lock(dsl, call, id).delete());
        return ApiResponse.empty(204);
    }

    /** Nobody changes the row from here to the commit, so what If-Match says is still true then. */
    private static ItemsRecord lock(DSLContext dsl, Call call, UUID id) {
        ItemsRecord current = dsl.selectFrom(ITEMS)
                .where(ITEMS.ID.eq(id))
                .forUpdate()
                .fetchOptional()
                .orElseThrow(Items::notFound);
        call.checkIfMatch(etag(call, current));
        return current;
    }

    /** Against a table of the shared schema: what all tenants read and none writes. */
    private static void checkWords(DSLContext dsl, String name) {
        if (dsl.fetchExists(BANNED_WORDS, val(name).containsIgnoreCase(BANNED_WORDS.WORD))) {
            throw new Problem(422, "The field name has a word in it that is not allowed.");
        }
    }

    /** What a client may set. */
    private static ItemsRecord fields(Body body) {
        body.only("name", "description", "quantity");
        ItemsRecord fields = new ItemsRecord();
        fields.set(ITEMS.NAME, body.text("name", LONGEST_NAME));
        fields.set(ITEMS.DESCRIPTION, body.optionalText("description", LONGEST_DESCRIPTION));
        fields.set(ITEMS.QUANTITY, body.count("quantity", 0, MOST));
        return fields;
    }

    private static ApiResponse answer(int status, Call call, ItemsRecord item) {
        return ApiResponse.json(status, json(item)).header("ETag", etag(call, item));
    }

    private static Map<String, Object> json(ItemsRecord item) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", item.getId().toString());
        json.put("name", item.getName());
        json.put("description", item.getDescription());
        json.put("quantity", item.getQuantity());
        json.put("createdAt", item.getCreatedAt().toInstant().toString());
        json.put("updatedAt", item.getUpdatedAt().toInstant().toString());
        json.put("version", item.getVersion());
        return json;
    }

    /** The tenant is in it, so that no tag fits an item of the same id elsewhere. */
    private static String etag(Call call, ItemsRecord item) {
        return '"' + call.tenant().value() + '.' + item.getVersion() + '"';
    }

    /** The same for an item that never was, was deleted, or is another tenant's. */
    private static Problem notFound() {
        return new Problem(404, "There is no such item.");
    }

    /** Does once what a request does, for a tenant that nobody has: classes are loaded and SQL is rendered. */
    void prime() {
        TenantId nobody = TenantId.of("nobody");
        insert(tenancy.dsl(nobody), new ItemsRecord()).getSQL();
        Json.write(notFound().response("").event());
        try {
            tenancy.inTransaction(nobody, READ, dsl -> newest(dsl, new Page(1, null)));
        } catch (TenantNotFoundException expected) {
            // after the registry was asked, on a connection
        }
    }
}
