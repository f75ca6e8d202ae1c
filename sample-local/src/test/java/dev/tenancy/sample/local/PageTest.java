package dev.tenancy.sample.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.TenantLayout;
import dev.tenancy.sample.AdminHandler;
import dev.tenancy.sample.ItemsHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The page in a real browser. */
class PageTest {

    private static final List<String> TENANTS = List.of("acme", "globex");

    static boolean chromiumIsInstalled() {
        if (Browser.installed().isEmpty()) {
            System.err.println("****** The page is NOT tested: there is no Chromium on the PATH. ******");
        }
        return Browser.installed().isPresent();
    }

    @Test
    @EnabledIf(value = "chromiumIsInstalled", disabledReason = "There is no Chromium on the PATH.")
    void a_tenant_adds_edits_and_deletes_beside_the_others_list() throws Exception {
        try (LocalDatabase database = LocalDatabase.start(Optional.empty());
                HikariDataSource owner = database.owner()) {
            Lambda admin = new InProcess(new AdminHandler(owner, TenantLayout.defaults(), LocalDatabase.APP));
            admin.invoke(JSON.std.asBytes(Map.of("action", "bootstrap")));
            for (String tenant : TENANTS) {
                admin.invoke(JSON.std.asBytes(Map.of("action", "provision", "tenant", tenant)));
            }
            try (HikariDataSource app = database.app();
                    HttpFront front = HttpFront.bind(0)) {
                front.serve(new InProcess(new ItemsHandler(app, TenantLayout.defaults(), Optional.empty())), TENANTS);
                try (Browser browser = Browser.open(Browser.installed().orElseThrow(), front.url() + "/")) {
                    visit(browser, new Client(front.url()));
                }
            }
        }
    }

    private static void visit(Browser browser, Client client) throws Exception {
        assertThat(text(browser, "#mine-title")).isEqualTo("Items of acme");
        assertThat(text(browser, "#theirs-title")).isEqualTo("Meanwhile, at globex");

        fill(browser, "<b>Anvil</b>", 3, "of iron");
        browser.await("document.querySelectorAll('#mine li[data-id]').length === 1");
        assertThat(text(browser, "#mine strong"))
                .as("shown as text, not as HTML")
                .isEqualTo("<b>Anvil</b>");
        assertThat(text(browser, "#mine .quantity")).isEqualTo("× 3");
        assertThat(text(browser, "#theirs")).isEqualTo("Nothing here yet.");
        assertThat(client.list("acme").body()).contains("<b>Anvil</b>");
        assertThat(client.list("globex").body()).isEqualTo("{\"items\":[]}");

        browser.evaluate("document.querySelector('#mine .edit').click()");
        browser.await("document.querySelector('#form .primary').textContent === 'Save'");
        fill(browser, "Hammer", 4, "");
        browser.await("document.querySelector('#mine strong').textContent === 'Hammer'");
        assertThat(text(browser, "#mine small")).startsWith("version 2");
        assertThat(text(browser, "#form .primary")).isEqualTo("Add");

        browser.evaluate("document.querySelectorAll('#tenants input')[1].click()");
        browser.await("document.querySelector('#mine-title').textContent === 'Items of globex'");
        assertThat(text(browser, "#mine")).isEqualTo("Nothing here yet.");
        assertThat(text(browser, "#theirs strong")).isEqualTo("Hammer");

        browser.evaluate("document.querySelectorAll('#tenants input')[0].click()");
        browser.await("document.querySelector('#mine strong')?.textContent === 'Hammer'");
        browser.evaluate("document.querySelector('#mine .edit').click()");
        browser.await("document.querySelector('#form .primary').textContent === 'Save'");
        String id = (String) browser.evaluate("document.querySelector('#mine li').dataset.id");
        Map<String, String> headers = Map.of("X-Tenant-ID", "acme", "Content-Type", "application/json");
        client.send("PUT", "/items/" + id, headers, "{\"name\": \"Saw\"}");
        fill(browser, "Nail", 1, "");
        browser.await("!document.querySelector('#message').hidden");
        assertThat(text(browser, "#message")).contains("changed since you read it", "412");

        browser.evaluate("document.querySelector('#mine .delete').click()");
        browser.await("document.querySelectorAll('#mine li[data-id]').length === 0");
        assertThat(client.list("acme").body()).isEqualTo("{\"items\":[]}");
    }

    private static void fill(Browser browser, String name, int quantity, String description) throws Exception {
        browser.evaluate("(() => { const e = document.querySelector('#form').elements;"
                + " e.name.value = " + JSON.std.asString(name) + "; e.quantity.value = " + quantity
                + "; e.description.value = " + JSON.std.asString(description)
                + "; document.querySelector('#form .primary').click(); })()");
    }

    private static String text(Browser browser, String selector) throws Exception {
        return (String) browser.evaluate("document.querySelector('" + selector + "').innerText");
    }
}
