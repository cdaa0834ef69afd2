import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDatabase } from "../../db/open.ts";
import { relatedIndex, serverIds } from "../../db/queries/catalogue.ts";
import { siblingRows, toolFacts } from "../../site/catalogue.ts";
import { readBundle } from "../../site/server-bundle.ts";
import { contentPolicy, styleSheets } from "../../site/style.ts";
import { toolPath } from "../../site/view/links.ts";
import { faqData } from "../../site/view/structured-data.ts";
import { toolView } from "../../site/view/tool-view.ts";
import { type Measured, measureProcess } from "./measured-process.ts";

/*
 * Hugo and Eleventy on what our tool pages say: the same texts, in templates of the same sections below `rivals/`. They
 * are given the finished views as data and write HTML alone, so that what is compared is rendering and writing.
 */

const RIVALS = fileURLToPath(new URL("./rivals", import.meta.url));
const NAV = ["statistics", "attacks", "changes", "method"].map((name) => ({ path: `/${name}/`, label: name }));
const SECTIONS = ["what", "why", "attacks", "control", "related", "deeper", "questions", "server"].map((id) => ({
  id,
  label: id,
}));

/** Writes the views of up to `most` tools: a line each for Eleventy, a file each for Hugo. Gives their number. */
const writeViews = async (home: string, most: number, lines: string, content: string): Promise<number> => {
  const db = await openDatabase(home);
  const styles = styleSheets();
  const csp = contentPolicy(styles);
  const related = await relatedIndex(db);
  const all: string[] = [];
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
        effect: view.effect.says,
        head: [
          { label: "Server", value: view.server },
          { label: "Confidence", value: view.confidence.percent },
          { label: "Decision", value: view.effect.label },
          { label: "Last seen", value: view.lastSeenAt },
        ],
        tables: [view.siblings.map((row) => ({ ...row, serverSlug: slug })), view.related],
      });
      all.push(text);
      const file = join(content, slug, `${tool.slug}.md`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `{"title":"tool","url":${JSON.stringify(path)},"view":${text}}\n`);
    }
  }
  await db.close();
  writeFileSync(lines, `${all.join("\n")}\n`);
  return all.length;
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
 * Runs those of the two that are there: `hugo` is a program, `eleventy` the folder of the installed package
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
    await writeViews(home, most, views, join(dir, "hugo/content"));
    if (hugo) {
      const version = execFileSync(hugo, ["version"], { encoding: "utf8" }).split(" ")[1] ?? "";
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
