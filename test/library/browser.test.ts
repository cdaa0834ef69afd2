import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { contentVersion } from "../../classifier/version.ts";
import { classify, derivePolicy } from "../../library.ts";
import { launchBrowser } from "../site/browser.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const ORIGIN = "http://library.test";

/** Every file that importing the library loads, with the packages and built-ins that they name. */
const graph = (): { files: string[]; others: Set<string> } => {
  const files = new Set<string>();
  const others = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    if (!file.endsWith(".ts")) return;
    const code = stripTypeScriptTypes(readFileSync(join(root, file), "utf8"), { mode: "strip" });
    for (const [, name = ""] of code.matchAll(/^(?:import\s*|(?:import|export)\b[^;"'=]*?from\s*)["']([^"']+)["']/gm)) {
      if (name.startsWith(".")) visit(join(dirname(file), name));
      else others.add(name);
    }
  };
  visit("library.ts");
  return { files: [...files], others };
};

test("the library imports no built-in of Node, and only packages that it depends on", () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { dependencies: object };
  for (const name of graph().others) {
    assert.doesNotMatch(name, /^node:/);
    const pkg = name
      .split("/")
      .slice(0, name.startsWith("@") ? 2 : 1)
      .join("/");
    assert.ok(pkg in dependencies, name);
  }
});

/** The path of a package's module as a browser resolves it: every condition but Node's and CommonJS's. */
const browserEntry = (name: string): string => {
  const parts = name.split("/");
  const pkg = parts.slice(0, name.startsWith("@") ? 2 : 1).join("/");
  const { exports } = JSON.parse(readFileSync(join(root, "node_modules", pkg, "package.json"), "utf8")) as {
    exports: Record<string, unknown>;
  };
  // A package with one entry may leave out the name of it.
  let target: unknown = exports[`.${name.slice(pkg.length)}`] ?? exports;
  while (target !== null && typeof target === "object") {
    const chosen = Object.entries(target).find(([condition]) => ["browser", "import", "default"].includes(condition));
    target = chosen?.[1];
  }
  assert.ok(typeof target === "string", name);
  return join("/node_modules", pkg, target);
};

/** Serves the repository's own modules to the page, types stripped, and packages as they are. */
const serveModules = (page: Page): Promise<unknown> =>
  page.route(`${ORIGIN}/**`, (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === "/") return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>library</title>" });
    const file = join(root, path);
    if (!existsSync(file)) return route.fulfill({ status: 404, body: path });
    const text = readFileSync(file, "utf8");
    // A page cannot read sources to tell the classifier's version from: it gets what a build writes into the package.
    if (path === "/classifier/version.json")
      return route.fulfill({ contentType: "application/json", body: JSON.stringify({ content: contentVersion() }) });
    if (path.endsWith(".json")) return route.fulfill({ contentType: "application/json", body: text });
    return route.fulfill({
      contentType: "text/javascript",
      body: path.endsWith(".ts") ? stripTypeScriptTypes(text, { mode: "strip" }) : text,
    });
  });

test("in a real browser it gives the same verdicts, fingerprints and policies as in Node", async () => {
  const input = {
    server: { name: "acme/notes" },
    tools: [
      { name: "delete_note", description: "Permanently deletes a note. Naïve 🗑 \ud800 text." },
      { name: "run_query", inputSchema: { type: "object", properties: { sql: { type: "string" } } } },
    ],
  };
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await serveModules(page);
    await page.goto(ORIGIN);
    const imports = Object.fromEntries([...graph().others].map((name) => [name, ORIGIN + browserEntry(name)]));
    const result = await page.evaluate(
      async ({ imports, origin, text }) => {
        const map = document.createElement("script");
        map.type = "importmap";
        map.textContent = JSON.stringify({ imports });
        document.head.append(map);
        const library = await import(`${origin}/library.ts`);
        const given = JSON.parse(text);
        return JSON.stringify([library.classify(given), library.derivePolicy(given)]);
      },
      { imports, origin: ORIGIN, text: JSON.stringify(input) },
    );
    assert.deepEqual(JSON.parse(result), JSON.parse(JSON.stringify([classify(input), derivePolicy(input)])));
  } finally {
    await browser.close();
  }
});

test("what cannot be done is said", () => {
  const input = { server: { name: "a" }, tools: [{ name: "b" }] };
  assert.throws(() => derivePolicy(input, { format: "nope" }), /no format "nope": it is one of policy-json/);
  assert.throws(() => derivePolicy(input, {}, []), /0 verdicts on 1 tools/);
  assert.throws(() => classify({ server: { name: "" }, tools: [] }), { name: "ZodError" });
});
