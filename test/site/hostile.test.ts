import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { buildSite } from "../../site/build.ts";
import { type Served, serveSite } from "../../site/serve.ts";
import { launchBrowser, watchedPage } from "./browser.ts";
import { fillDatabase, hostileServer, ORDINARY, temporaryHome } from "./catalogue-fixture.ts";
import { HOSTILE_BY_KIND } from "./hostile-definitions.ts";

/** Tabs that load pages at the same time. */
const TABS = 3;

let out: string;
let remove: () => Promise<void>;
let served: Served;
let browser: Browser;

before(async () => {
  const temporary = await temporaryHome();
  remove = temporary.remove;
  out = join(temporary.home, "out");
  const servers = Object.entries(HOSTILE_BY_KIND).map(([kind, texts]) => hostileServer(`hostile/${kind}`, texts));
  await fillDatabase(temporary.home, [ORDINARY, ...servers]);
  await buildSite({ home: temporary.home, outDir: out });
  served = await serveSite({ dir: out, port: 0 });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await served?.close();
  await remove?.();
});

/** What a page is made of, apart from its texts; pages of one type differ in nothing but their texts. */
const skeletonOf = (page: Page): Promise<{ parts: string; wrong: string[] }> =>
  page.evaluate(() => {
    const wrong: string[] = [];
    const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
    for (const details of document.querySelectorAll("details")) details.open = true;
    const excess = document.documentElement.scrollWidth - innerWidth;
    if (excess > 0) wrong.push(`${excess} px wider than the screen`);
    for (const selector of ["header.site", "main h1", "footer.site"])
      if (!all(selector).some((one) => one.checkVisibility() && one.getBoundingClientRect().height > 0))
        wrong.push(`${selector} is not to be seen`);
    for (const element of all("body, main, h2, footer p"))
      if (getComputedStyle(element).direction !== "ltr") wrong.push(`${element.tagName} runs from right to left`);
    const data = document.querySelector('script[type="application/ld+json"]')?.textContent;
    if (data) JSON.parse(data);
    const handlers = all("*").filter((one) =>
      one.getAttributeNames().some((name) => /^(on|style$|srcdoc$)/.test(name)),
    );
    if (handlers.length > 0) wrong.push(`has ${handlers[0]?.outerHTML.slice(0, 100)}`);
    const parts = [
      ...all("section[id]").map(({ id }) => id),
      ...[
        "script",
        "style",
        "link",
        "meta",
        "form",
        "iframe, object, embed, base, template, math, marquee, bdo, video",
      ].map((selector) => `${all(selector).length} ${selector}`),
    ].join(", ");
    return { parts, wrong };
  });

test("a thousand hostile definitions execute nothing, ask for nothing and break no layout", async () => {
  const texts = Object.values(HOSTILE_BY_KIND).flat();
  assert.ok(new Set(texts).size >= 1_000, `only ${new Set(texts).size} different texts`);
  const slugs = (await readdir(join(out, "tools"))).filter((slug) => slug.startsWith("hostile-"));
  const pages: string[] = [];
  for (const slug of slugs)
    for (const tool of await readdir(join(out, "tools", slug))) pages.push(`tools/${slug}/${tool}/`);
  assert.equal(pages.length, texts.length);
  pages.push(...slugs.map((slug) => `servers/${slug}/`));
  const wrong: string[] = [];
  const skeletons = new Map<string, string>();
  const waiting = [...pages].reverse();
  await Promise.all(
    Array.from({ length: TABS }, async () => {
      const { page, context, complaints } = await watchedPage(browser, served.url, {
        viewport: { width: 360, height: 740 },
      });
      for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
        await page.goto(served.url + path);
        const found = await skeletonOf(page);
        wrong.push(...found.wrong.map((one) => `${path}: ${one}`));
        const type = path.split("/")[0] ?? "";
        const known = skeletons.get(type) ?? found.parts;
        skeletons.set(type, known);
        if (found.parts !== known) wrong.push(`${path} is made of ${found.parts}, others of ${known}`);
      }
      wrong.push(...complaints);
      await context.close();
    }),
  );
  assert.deepEqual(wrong, []);
});
