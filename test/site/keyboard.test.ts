import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { buildSite } from "../../site/build.ts";
import { type Served, serveSite } from "../../site/serve.ts";
import { launchBrowser, watchedPage } from "./browser.ts";
import { temporaryHome } from "./catalogue-fixture.ts";
import { fillPageTypes, pageTypes } from "./page-types.ts";
import { filesOf } from "./site-files.ts";

/** Tabs that are walked through at the same time. */
const TABS = 3;

let remove: () => Promise<void>;
let served: Served;
let browser: Browser;
let pages: string[];

before(async () => {
  const temporary = await temporaryHome();
  remove = temporary.remove;
  const out = join(temporary.home, "out");
  await fillPageTypes(temporary.home);
  await buildSite({ home: temporary.home, outDir: out });
  served = await serveSite({ dir: out, port: 0 });
  browser = await launchBrowser();
  pages = (await filesOf(out)).filter((file) => file.endsWith(".html")).map((file) => file.replace(/index\.html$/, ""));
});
after(async () => {
  await browser?.close();
  await served?.close();
  await remove?.();
});

/** What a page notes while somebody goes through it with the tab key. */
type Walk = { expected: string[]; reached: string[]; unseen: string[] };

/**
 * Begins to note where the focus goes. What can be reached is what HTML says: of a group of radio buttons the one that is
 * chosen, of a closed disclosure its summary alone.
 */
const watchFocus = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const walk: Walk = { expected: [], reached: [], unseen: [] };
    const stops = [
      ...document.querySelectorAll<HTMLElement>("a[href], button, input, select, summary, [tabindex='0']"),
    ].filter(
      (one) =>
        one.checkVisibility({ visibilityProperty: true }) &&
        !one.matches(":disabled") &&
        !one.closest("details:not([open]) > :not(summary)") &&
        !(one instanceof HTMLInputElement && one.type === "radio" && !one.checked),
    );
    const nameOf = (one: Element): string =>
      `${stops.indexOf(one as HTMLElement)} ${one.tagName} ${(one.textContent || one.getAttribute("aria-label") || one.id).trim().slice(0, 40)}`;
    walk.expected = stops.map(nameOf);
    // When the key is let go, the focus has moved and the page has scrolled to it.
    document.addEventListener("keyup", () => {
      const target = document.activeElement as HTMLElement;
      if (!stops.includes(target)) return;
      walk.reached.push(nameOf(target));
      const style = getComputedStyle(target);
      const shown = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
      const box = target.getBoundingClientRect();
      if (!shown) walk.unseen.push(`${nameOf(target)} has no outline`);
      else if (box.bottom <= 0 || box.top >= innerHeight || box.width === 0)
        walk.unseen.push(`${nameOf(target)} is out of sight`);
    });
    (globalThis as unknown as { walk: Walk }).walk = walk;
    return stops.length;
  });

const walked = (page: Page): Promise<Walk> => page.evaluate(() => (globalThis as unknown as { walk: Walk }).walk);

test("on each page type the tab key reaches everything in order, shows where it is and is never caught", async () => {
  const wrong: string[] = [];
  let stops = 0;
  const waiting = pageTypes(pages).reverse();
  const walk = async (): Promise<void> => {
    const { page, context, complaints } = await watchedPage(browser, served.url, { reducedMotion: "reduce" });
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      await page.goto(served.url + path, { waitUntil: "networkidle" });
      const count = await watchFocus(page);
      // A few more than there are: browsers also stop at what can be scrolled.
      for (let at = 0; at < count + 12; at++) {
        await page.keyboard.press("Tab");
        if (at >= count - 1 && (await page.evaluate(() => document.activeElement === document.body))) break;
      }
      const { expected, reached, unseen } = await walked(page);
      stops += expected.length;
      assert.ok(expected.length > 10, `${path}: only ${expected.length} stops`);
      assert.match(expected[0] ?? "", /Skip to the content/, path);
      const missed = expected.findIndex((stop, at) => reached[at] !== stop);
      if (missed >= 0)
        wrong.push(`${path}: after ${expected[missed - 1]} comes ${reached[missed]}, not ${expected[missed]}`);
      wrong.push(...unseen.map((one) => `${path}: ${one}`));
    }
    wrong.push(...complaints);
    await context.close();
  };
  await Promise.all(Array.from({ length: TABS }, walk));
  assert.deepEqual(wrong, []);
  assert.ok(stops > 1_000, `only ${stops} stops on all pages`);
});

test("on each page type the first stop leads past the navigation", async () => {
  const { page, context } = await watchedPage(browser, served.url);
  const wrong: string[] = [];
  for (const path of pageTypes(pages)) {
    await page.goto(served.url + path);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const stop = "a[href], button, input, select, summary, [tabindex='0']";
      const within = document.activeElement?.closest("main") ? "content" : "elsewhere";
      // What has nothing to stop at is followed by the footer.
      return document.querySelector("main")?.querySelector(stop) ? within : "content";
    });
    if (at !== "content") wrong.push(path);
  }
  assert.deepEqual(wrong, []);
  await context.close();
});

/** Presses the tab key until the focus is where `selector` says; fails when it does not come there. */
const tabTo = async (page: Page, selector: string): Promise<void> => {
  for (let at = 0; at < 400; at++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`the tab key does not come to ${selector}`);
};

test("search, filter, format tabs and the copy button work by keyboard alone", async () => {
  const { page, context, complaints } = await watchedPage(browser, served.url, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await page.goto(served.url);
  await tabTo(page, "#q");
  await page.keyboard.type("pump");
  await page.getByText("1 match").waitFor();
  await tabTo(page, "[name=risk][value=High]");
  await page.keyboard.press("Space");
  await page.getByText("1 match").waitFor();
  await tabTo(page, "[data-results] a");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/tools/harbour-berths/run_pump/");

  await tabTo(page, "[data-copy]");
  await page.keyboard.press("Enter");
  await page.getByText("Copied").waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /run_pump/);
  await tabTo(page, ".tabs summary");
  const tab = page.locator(".tabs details").first();
  await page.keyboard.press("Enter");
  assert.equal(await tab.getAttribute("open"), "");
  await page.keyboard.press("Space");
  assert.equal(await tab.getAttribute("open"), null);

  await page.goto(`${served.url}servers/harbour-berths/`);
  await tabTo(page, "[name=show]");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.locator(".filtered tr[data-risk=Low]:visible").count(), 0);
  assert.ok((await page.locator(".filtered tr[data-risk=Critical]:visible").count()) > 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a policy is built, and two servers are compared, by keyboard alone", async () => {
  const { page, context, complaints } = await watchedPage(browser, served.url);
  await page.goto(`${served.url}builder/`);
  await tabTo(page, "#builder-server");
  await page.keyboard.type("harbour");
  await page.getByRole("button", { name: "Harbour Berths" }).waitFor();
  await tabTo(page, "[data-pick] button");
  await page.keyboard.press("Enter");
  const output = page.locator("[data-output] pre");
  await output.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "builder-server", "the focus is lost");
  const all = (await output.textContent()) ?? "";
  await tabTo(page, "[data-chosen] [type=checkbox]");
  await page.keyboard.press("Space");
  const fewer = (await output.textContent()) ?? "";
  assert.ok(fewer.length < all.length, "unticking a tool changes nothing");
  await page.keyboard.press("Shift+Tab");
  await tabTo(page, "[data-chosen] header button");
  await page.keyboard.press("Enter");
  await page.getByText("Add a server, and its policy stands here.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "builder-server", "the focus is lost");

  await page.goto(`${served.url}compare/`);
  for (const [id, name] of [
    ["compare-a", "harbour"],
    ["compare-b", "moving"],
  ] as const) {
    await tabTo(page, `#${id}`);
    await page.keyboard.type(name);
    await page.locator(`form:has(#${id}) button`).first().waitFor();
    await tabTo(page, `form:has(#${id}) button`);
    await page.keyboard.press("Enter");
  }
  await page.locator("[data-comparison] tbody").first().waitFor();
  await tabTo(page, "[data-comparison] a");
  assert.deepEqual(complaints, []);
  await context.close();
});
