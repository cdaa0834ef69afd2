import assert from "node:assert/strict";
import { test } from "node:test";
import type { Db } from "../../db/open.ts";
import { relatedIndex, serverIds } from "../../db/queries/catalogue.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { saveClassifications } from "../../db/queries/save-classifications.ts";
import { serverContents } from "../../db/queries/server-contents.ts";
import { CATEGORIES, type Category, RISKS, type Risk } from "../../db/records/classification.ts";
import type { Definition } from "../../db/records/definition.ts";
import { serverFacts, siblingRows, toolFacts } from "../../site/catalogue.ts";
import { bundleKeys, pageKeys, relatingTools } from "../../site/page-keys.ts";
import { readBundle } from "../../site/server-bundle.ts";
import { serverPath, toolPath } from "../../site/view/links.ts";
import { decisionOf, list, minute, recordOf, resultOf, toolOf, verdictOf } from "../db/samples.ts";
import { temporarySqlite } from "../db/temporary.ts";
import { randomFrom, seedOf } from "../seeded-random.ts";

/** What was last saved of one tool. */
type Judged = {
  verdict: { category: Category; risk: Risk };
  capability: "shell" | "bulk";
  action: "ask" | "deny";
};

type Page = { key: string; content: string; bundle: string; stored: string };

/** The key of each page of servers and tools, and what stands for its server's rows, with all that the page reads. */
const pages = async (db: Db): Promise<Map<string, Page>> => {
  const found = new Map<string, Page>();
  const related = await relatedIndex(db);
  for (const { id, slug } of await serverIds(db)) {
    const bundle = await readBundle(db, slug);
    const stored = await serverContents(db, id, id);
    const keys = pageKeys(slug, bundleKeys("stamp", bundle), await related.ofServer(id, relatingTools(bundle)));
    const named = await related.named(id, new Set(bundle.tools.map((tool) => tool.slug)));
    const whole = JSON.stringify({ ...bundle, spans: [...(bundle.spans ?? [])] });
    const note = (path: string, content: unknown): void => {
      found.set(path, { key: keys.get(path) ?? "", content: JSON.stringify(content), bundle: whole, stored });
    };
    note(serverPath(slug), await serverFacts(db, bundle));
    const rows = siblingRows(bundle);
    for (const tool of bundle.tools)
      note(toolPath(slug, tool.slug), toolFacts(bundle, tool, named.get(tool.slug) ?? [], rows));
    assert.equal(keys.size, bundle.tools.length + 1);
  }
  return found;
};

test("a page's key changes whenever anything that the page reads changes", async (t) => {
  const db = await temporarySqlite(t);
  const random = randomFrom(seedOf(t));
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const listed = new Map<string, Definition[]>();
  const judged = new Map<string, Judged>();
  let before = await pages(db);
  for (let step = 0; step < 120; step += 1) {
    const server = `server-${Math.floor(random() * 5)}`;
    const tools = listed.get(server) ?? [];
    if (random() < 0.5 || tools.length === 0) {
      const names = ["read", "write", "run", "drop", "send"].filter(() => random() < 0.7);
      const next = names.map((name) => toolOf(name, pick(["one", "two"])));
      listed.set(server, next);
      await saveAttempt(
        db,
        recordOf(server, { description: pick(["this", "that"]) }),
        resultOf(server, minute(step), next),
      );
    } else {
      // Of one tool alone, and of it only the verdict or only the decision, so that nothing beside it changes the key.
      const drawn = pick(tools).name;
      const part = random();
      for (const { name } of tools) {
        const known = judged.get(`${server} ${name}`);
        const isDrawn = name === drawn;
        judged.set(`${server} ${name}`, {
          verdict:
            !known || (isDrawn && part < 0.4) ? { category: pick(CATEGORIES), risk: pick(RISKS) } : known.verdict,
          capability:
            !known || (isDrawn && part >= 0.4 && part < 0.7) ? pick(["shell", "bulk"] as const) : known.capability,
          action: !known || (isDrawn && part >= 0.7) ? pick(["ask", "deny"] as const) : known.action,
        });
      }
      const own = (tool: Definition): Judged => judged.get(`${server} ${tool.name}`) as Judged;
      await saveClassifications(
        db,
        server,
        tools.map((tool) => verdictOf(server, tool, { ...own(tool).verdict, capabilities: [own(tool).capability] })),
        tools.map((tool) => decisionOf(tool, own(tool).action)),
      );
    }
    const after = await pages(db);
    for (const [path, page] of after) {
      const old = before.get(path);
      if (old && old.content !== page.content) assert.notEqual(page.key, old.key, `${path} at step ${step}`);
      if (old && old.bundle !== page.bundle)
        assert.notEqual(page.stored, old.stored, `rows of ${path} at step ${step}`);
    }
    before = after;
  }
  assert.deepEqual(await pages(db), before);
});

test("saving what is known already leaves every key as it is", async (t) => {
  const db = await temporarySqlite(t);
  const tools = [toolOf("a"), toolOf("b")];
  const save = async () => {
    await list(db, "one", 1, tools);
    const verdicts = tools.map((tool) => verdictOf("one", tool, { capabilities: ["shell"] }));
    await saveClassifications(
      db,
      "one",
      verdicts,
      tools.map((tool) => decisionOf(tool, "ask")),
    );
  };
  await save();
  const before = await pages(db);
  await save();
  assert.deepEqual(await pages(db), before);
});
