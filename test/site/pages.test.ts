import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { decideAll } from "../../policy/decide.ts";
import { aliasOf } from "../../policy/format.ts";
import { FORMATS } from "../../policy/formats.ts";
import { PROFILES } from "../../policy/profile.ts";
import { renderStack } from "../../policy/stack.ts";
import { buildSite } from "../../site/build.ts";
import { type Served, serveSite } from "../../site/serve.ts";
import { launchBrowser, watchedPage } from "./browser.ts";
import { classificationOf, ORDINARY, SMALL, temporaryHome } from "./catalogue-fixture.ts";
import { fillPageTypes, MOVED, pageTypes } from "./page-types.ts";
import { filesOf } from "./site-files.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Tabs that look at pages at the same time. */
const TABS = 3;
const BERTHS = "tools/harbour-berths";

let home: string;
let out: string;
let remove: () => Promise<void>;
let served: Served;
let browser: Browser;
let pages: string[];

before(async () => {
  ({ home, remove } = await temporaryHome());
  out = join(home, "out");
  await fillPageTypes(home);
  await buildSite({ home, outDir: out });
  served = await serveSite({ dir: out, port: 0 });
  browser = await launchBrowser();
  pages = (await filesOf(out)).filter((file) => file.endsWith(".html")).map((file) => file.replace(/index\.html$/, ""));
});
after(async () => {
  await browser?.close();
  await served?.close();
  await remove?.();
});

type Violation = { id: string; nodes: { html: string }[] };
type Axe = { run: (options: unknown) => Promise<{ violations: Violation[] }> };

test("axe finds nothing to complain about on any page type, in either theme", async () => {
  const found: string[] = [];
  const waiting = pageTypes(pages).reverse();
  const look = async (): Promise<void> => {
    const { page, context, complaints } = await watchedPage(browser, served.url);
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      await page.goto(served.url + path);
      // In the page's own world the policy would stop axe from being added; evaluate is not subject to it.
      await page.evaluate(AXE);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        const { violations } = await page.evaluate(() =>
          (globalThis as unknown as { axe: Axe }).axe.run({
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
          }),
        );
        found.push(...violations.map((one) => `${path || "/"}, ${colorScheme}: ${one.id}: ${one.nodes[0]?.html}`));
      }
    }
    found.push(...complaints);
    await context.close();
  };
  await Promise.all(Array.from({ length: TABS }, look));
  assert.deepEqual(found, []);
});

test("hostile text stays text: nothing runs, nothing is asked for elsewhere, no page is wider than a phone", async () => {
  const { page, context, complaints } = await watchedPage(browser, served.url, {
    viewport: { width: 360, height: 740 },
  });
  const wide: string[] = [];
  // One of each type; `hostile.test.ts` opens the page of each of a thousand tools.
  for (const path of pageTypes(pages)) {
    await page.goto(served.url + path);
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (excess > 0) wide.push(`${path}: ${excess} px too wide`);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
  }
  assert.deepEqual(wide, []);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("without JavaScript everything can be read", async () => {
  const { page, context } = await watchedPage(browser, served.url, { javaScriptEnabled: false });
  await page.goto(`${served.url}${BERTHS}/delete_berth/`);
  const text = ((await page.textContent("main")) ?? "").replace(/\s+/g, " ");
  for (const part of [
    "What delete_berth does on Harbour Berths",
    "Why delete_berth needs a policy",
    "Attack patterns that this access invites",
    "How to control delete_berth",
    "Related tools and policies",
    "Go deeper",
    "Questions about delete_berth",
    "The server that provides it",
    "This catalogue holds",
    "Contact",
  ])
    assert.ok(text.includes(part), `${part} is missing`);
  assert.equal(await page.locator("[data-copy]:visible").count(), 0, "a button that can do nothing is shown");
  await page.goto(served.url);
  assert.equal(await page.locator("[data-search]:visible").count(), 0, "a form that can do nothing is shown");
  for (const path of ["builder/", "compare/"]) {
    await page.goto(served.url + path);
    assert.equal(await page.locator("main input:visible, main select:visible, main button:visible").count(), 0, path);
  }
  await page.goto(served.url);
  assert.ok((await page.locator(`a[href='/${BERTHS}/pay_fee/']`).count()) > 0, "the index lists the tools");
  await context.close();
});

test("the search answers from its index, and the question stands in the address", async () => {
  const { page, context, complaints } = await watchedPage(browser, served.url);
  await page.goto(served.url);
  await page.fill("#q", "pump command");
  const results = page.locator("[data-results] > li");
  await page.getByText("1 match").waitFor();
  assert.equal(await results.count(), 1);
  assert.match((await results.first().textContent()) ?? "", /run_pump.*High.*Execute.*Harbour Berths/);
  assert.equal(await page.locator("[data-lists]").isVisible(), false);
  assert.match(page.url(), /\?q=pump\+command$/);
  await page.goto(`${served.url}?risk=Critical&category=Financial&q=fee`);
  await results.first().waitFor();
  assert.match((await results.first().textContent()) ?? "", /pay_fee/);
  await page.fill("#q", "script");
  await page.getByText("matches").waitFor();
  assert.deepEqual(complaints, []);
  await results.first().locator("a").click();
  await page.waitForURL("**/tools/**");
  await context.close();
});

test("the copy button copies the policy, byte for byte the file beside the page, and the text of a format", async () => {
  const { page, context, complaints } = await watchedPage(browser, served.url, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await page.goto(`${served.url}${BERTHS}/resume_background_task/`);
  await page.click("[data-copy]");
  await page.getByText("Copied").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const file = await readFile(join(out, BERTHS, "resume_background_task/policy.json"), "utf8");
  assert.equal(copied, file);
  assert.equal(await page.textContent("[data-copy-text]"), file);
  const tab = page.locator(".tabs details", { hasText: "Claude Code" });
  await tab.locator("summary").click();
  await tab.getByRole("button", { name: "Copy" }).click();
  await tab.getByText("Copied").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await tab.locator("pre").textContent());
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the builder writes the server's policy, without the tools that were unticked", async () => {
  const { page, context, complaints } = await watchedPage(browser, served.url);
  await page.goto(`${served.url}builder/`);
  await page.fill("#builder-server", "harbour");
  await page.getByRole("button", { name: "Harbour Berths" }).click();
  const output = page.locator("[data-output] pre");
  await output.waitFor();
  const whole = await readFile(join(out, "servers/harbour-berths/policy.json"), "utf8");
  assert.equal(await output.textContent(), whole);
  await page.locator("[data-chosen] label", { hasText: "delete_berth" }).locator("input").uncheck();
  const policy = JSON.parse((await output.textContent()) ?? "") as { hide?: string[] };
  assert.equal(policy.hide, undefined);
  await page.selectOption("[data-profile]", "strict");
  assert.match((await output.textContent()) ?? "", /pay_fee/);
  assert.match(page.url(), /server=harbour-berths&profile=strict&format=policy-json$/);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-output] a.act")]);
  assert.equal(download.suggestedFilename(), "policy.json");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the builder gives the bytes of the command in every format, for a stack and each profile", async () => {
  const { page, context, complaints } = await watchedPage(browser, served.url);
  const slugs = ["harbour-berths", "hostile-texts", "moving-parts"];
  await page.goto(`${served.url}builder/?${slugs.map((slug) => `server=${slug}`).join("&")}`);
  await page
    .locator("[data-chosen] section")
    .nth(slugs.length - 1)
    .waitFor();
  const servers = [ORDINARY, SMALL[1], MOVED].map((server) => {
    assert.ok(server);
    const tools = server.tools.map((tool) => ({
      classification: classificationOf(server.record.name, tool),
      definition: tool.definition,
    }));
    return { alias: aliasOf(server.record.name), serverName: server.record.name, tools };
  });
  for (const profile of Object.values(PROFILES)) {
    await page.selectOption("[data-profile]", profile.name);
    for (const format of FORMATS) {
      await page.selectOption("[data-format]", format.id);
      const expected = renderStack(
        format,
        servers.map(({ tools, ...rest }) => ({ ...rest, decisions: decideAll(tools, profile) })),
      );
      const shown = await page
        .locator("[data-output] .box")
        .evaluateAll((boxes) =>
          boxes.map((box) => [box.querySelector("code")?.textContent, box.querySelector("pre")?.textContent]),
        );
      assert.deepEqual(
        shown,
        expected.map(({ fileName, text }) => [fileName, text]),
        `${format.id}, ${profile.name}`,
      );
    }
  }
  assert.deepEqual(complaints, []);
  await context.close();
});

test("two looks at a server are compared: what came, what went, and what is said otherwise", async () => {
  const { page, context, complaints } = await watchedPage(browser, served.url);
  await page.goto(`${served.url}servers/moving-parts/`);
  await page.getByRole("link", { name: "Compare it with how it was" }).click();
  await page.locator("[data-comparison] tbody").first().waitFor();
  const rowOf = async (name: string): Promise<string> =>
    ((await page.locator("[data-comparison] tr", { hasText: name }).textContent()) ?? "").replace(/\s+/g, " ");
  assert.match(await rowOf("stop_belt"), /not there$/);
  assert.match(await rowOf("wipe_log"), /not there.*Critical, Destructive/);
  assert.match(await rowOf("read_speed"), /Low, Read.*another definition/);
  assert.match(await rowOf("list_belts"), /^list_beltsLow, ReadLow, Read$/);
  await page.getByLabel("Only what differs").check();
  assert.equal(await page.locator("tr", { hasText: "list_belts" }).isVisible(), false);
  assert.equal(await page.locator("tr", { hasText: "wipe_log" }).isVisible(), true);
  await page.locator("[data-looks] select").first().selectOption("");
  assert.match(await rowOf("wipe_log"), /Critical, Destructive.*Critical, Destructive/);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("hostile names stay text in the builder and the comparison; a slug from the address is checked", async () => {
  const { page, context, complaints } = await watchedPage(browser, served.url, {
    viewport: { width: 360, height: 740 },
  });
  for (const path of ["builder/?server=hostile-texts", "compare/?a=hostile-texts&b=harbour-berths"]) {
    await page.goto(served.url + path);
    await page.locator("[data-output] pre, [data-comparison] tbody").first().waitFor();
    assert.equal(await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth)), 0, path);
  }
  await page.goto(`${served.url}builder/?server=../../../x`);
  await page.getByText("There is no such server.").waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});
