import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDatabase } from "../../db/open.ts";
import { relatedIndex, serverIds } from "../../db/queries/catalogue.ts";
import { siblingRows, toolFacts } from "../../site/catalogue.ts";
import { percent } from "../../site/content/categories.ts";
import { ENTRY_KINDS } from "../../site/entries.ts";
import { readBundle } from "../../site/server-bundle.ts";
import { contentPolicy, styleSheets } from "../../site/style.ts";
import { toolPath } from "../../site/view/links.ts";
import { faqData } from "../../site/view/structured-data.ts";
import { toolView } from "../../site/view/tool-view.ts";
import { type Measured, measureProcess } from "./measured-process.ts";

/*
 * Hugo and Eleventy on what our tool pages say: the same texts, in templates of the same sections below `rivals/`, whose
 * pages weigh the same. They are given the finished views as data and write HTML alone, so that what is compared is
 * rendering and writing; beside them our own writer of these pages is given the same views.
 */

const RIVALS = fileURLToPath(new URL("./rivals", import.meta.url));
const OWN = fileURLToPath(new URL("./own-pages-process.ts", import.meta.url));
const NAV = ["statistics", "attacks", "changes", "method"].map((name) => ({ path: `/${name}/`, label: name }));
const KINDS = ENTRY_KINDS.map(({ id, title }) => ({ path: `/${id}/`, label: title }));
const SECTIONS = [
  "what",
  "why",
  "attacks",
  "control",
  "history",
  "related",
  "deeper",
  "questions",
  "server",
  "contact",
].map((id) => ({
  id,
  label: id,
}));

/** Writes the views of up to `most` tools: a line each for Eleventy and for ourselves, a file each for Hugo. */
const writeViews = async (home: string, most: number, lines: string, own: string, content: string): Promise<void> => {
  const db = await openDatabase(home);
  const styles = styleSheets();
  const csp = contentPolicy(styles);
  const related = await relatedIndex(db);
  const all: string[] = [];
  const ours: string[] = [];
  for (const { id, slug } of await serverIds(db)) {
    if (all.length >= most) break;
    const bundle = await readBundle(db, slug);
    const named = await related.named(id, new Set(bundle.tools.map((tool) => tool.slug)));
    for (const tool of bundle.tools.slice(0, most - all.length)) {
      const view = toolView(toolFacts(bundle, tool, named.get(tool.slug) ?? [], siblingRows(bundle)));
      const path = toolPath(slug, tool.slug);
      const text = JSON.stringify({
        ...view,
        path,
        csp,
        style: styles.tool,
        nav: NAV,
        sections: SECTIONS,
        data: JSON.stringify(faqData(view.questions)).replaceAll("<", "\\u003c"),
        why: view.categoryText.whyRule,
        label: view.effect.label,
        riskMeans: view.riskText.means,
        riskAct: view.riskText.act,
        warnings: view.decision.warnings,
        kinds: KINDS,
        effect: view.effect.says,
        head: [
          { label: "Server", value: view.server },
          { label: "Confidence", value: view.confidence.percent },
          { label: "Decision", value: view.effect.label },
          { label: "Last seen", value: view.lastSeenAt },
        ],
        tables: [
          view.siblings.map((row) => ({ ...row, serverSlug: slug, percent: percent(row.confidence ?? 0) })),
          view.related,
        ],
      });
      all.push(text);
      ours.push(JSON.stringify(view));
      const file = join(content, slug, `${tool.slug}.md`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `{"title":"tool","url":${JSON.stringify(path)},"view":${text}}\n`);
    }
  }
  await db.close();
  writeFileSync(lines, `${all.join("\n")}\n`);
  writeFileSync(own, `${ours.join("\n")}\n`);
};

const pagesOf = (dir: string): { pages: number; bytes: number } => {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.name === "index.html",
  );
  const bytes = files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  return { pages: files.length, bytes };
};

export type Rival = Measured & { name: string; pages: number; bytes: number };

/**
 * Runs our own writer and those of the two that are there: `hugo` is a program, `eleventy` the folder of the installed package
 * `@11ty/eleventy`. `dir` is for their work and is taken away.
 */
export const measureRivals = async (
  home: string,
  most: number,
  dir: string,
  { hugo, eleventy }: { hugo?: string | undefined; eleventy?: string | undefined },
): Promise<Rival[]> => {
  const found: Rival[] = [];
  cpSync(RIVALS, dir, { recursive: true });
  try {
    const views = join(dir, "views.jsonl");
    const own = join(dir, "own.jsonl");
    await writeViews(home, most, views, own, join(dir, "hugo/content"));
    // The newest was left by the build that was measured before.
    const work = join(home, "cache/site");
    const bundles = readdirSync(work).filter((name) => name.startsWith("pages-") && !name.endsWith(".json"));
    const [bundle] = bundles.map((name) => join(work, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
    if (bundle !== undefined) {
      const out = join(dir, "out-own");
      const run = await measureProcess(process.execPath, [OWN, bundle, own, out]);
      found.push({ name: "toolrisk, HTML alone", ...run, ...pagesOf(out) });
    }
    if (hugo) {
      // A wrapper of Hugo may say something of its own before.
      const version = /v\d+(?:\.\d+)+/.exec(execFileSync(hugo, ["version"], { encoding: "utf8" }))?.[0] ?? "";
      const out = join(dir, "out-hugo");
      const run = await measureProcess(hugo, ["--source", join(dir, "hugo"), "--destination", out, "--quiet"]);
      found.push({ name: `Hugo ${version}`, ...run, ...pagesOf(out) });
    }
    if (eleventy && existsSync(join(eleventy, "cmd.cjs"))) {
      const out = join(dir, "out-eleventy");
      const cwd = join(dir, "eleventy");
      writeFileSync(join(cwd, "package.json"), '{"type":"module"}');
      symlinkSync(join(eleventy, "../.."), join(cwd, "node_modules"));
      const env = { ...process.env, RIVAL_OUT: out, RIVAL_VIEWS: views };
      const run = await measureProcess(process.execPath, ["--max-old-space-size=12000", join(eleventy, "cmd.cjs")], {
        cwd,
        env,
      });
      found.push({ name: "Eleventy", ...run, ...pagesOf(out) });
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return found;
};
