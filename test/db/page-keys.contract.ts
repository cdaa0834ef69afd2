import assert from "node:assert/strict";
import { test } from "node:test";
import type { Db } from "../../db/open.ts";
import { readToolPage, relatedTools, toolIds } from "../../db/queries/catalogue.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { saveClassifications } from "../../db/queries/save-classifications.ts";
import { CATEGORIES, RISKS } from "../../db/records/classification.ts";
import type { Definition } from "../../db/records/definition.ts";
import { decisionOf, list, minute, randomFrom, recordOf, resultOf, seedOf, toolOf, verdictOf } from "./samples.ts";
import type { TemporaryDatabase } from "./temporary.ts";

/** The key of each tool's page, with all that the page reads. */
const pages = async (db: Db): Promise<Map<string, { key: string; content: string }>> => {
  const found = new Map<string, { key: string; content: string }>();
  for await (const { serverSlug, toolSlug, cacheKey } of toolIds(db)) {
    const content = [await readToolPage(db, serverSlug, toolSlug), await relatedTools(db, serverSlug, toolSlug)];
    found.set(`${serverSlug}/${toolSlug}`, { key: cacheKey, content: JSON.stringify(content) });
  }
  return found;
};

/** What every database says of the keys of tool pages. */
export const pageKeysContract = (temporaryDatabase: TemporaryDatabase): void => {
  test("a page's key changes whenever anything that the page reads changes", async (t) => {
    const db = await temporaryDatabase(t);
    const random = randomFrom(seedOf(t));
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const listed = new Map<string, Definition[]>();
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
        const verdict = () => ({
          category: pick(CATEGORIES),
          risk: pick(RISKS),
          capabilities: [pick(["shell", "bulk"] as const)],
        });
        const verdicts = tools.map((tool) => verdictOf(server, tool, verdict()));
        await saveClassifications(
          db,
          server,
          verdicts,
          tools.map((tool) => decisionOf(tool, pick(["ask", "deny"]))),
        );
      }
      const after = await pages(db);
      for (const [path, page] of after) {
        const old = before.get(path);
        if (old && old.content !== page.content) assert.notEqual(page.key, old.key, `${path} at step ${step}`);
      }
      before = after;
    }
    assert.deepEqual(await pages(db), before);
  });

  test("saving what is known already leaves every key as it is", async (t) => {
    const db = await temporaryDatabase(t);
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

  test("related are tools of other servers, of the same name first, at most two of each server", async (t) => {
    const db = await temporaryDatabase(t);
    const saveVerdicts = async (server: string, n: number, tools: Definition[], capability: "shell" | "bulk") => {
      await list(db, server, n, tools);
      await saveClassifications(
        db,
        server,
        tools.map((tool) => verdictOf(server, tool, { capabilities: [capability] })),
      );
    };
    await saveVerdicts(
      "big",
      1,
      Array.from({ length: 30 }, (_, at) => toolOf(`tool-${at}`)),
      "shell",
    );
    await saveVerdicts("mine", 2, [toolOf("run"), toolOf("other")], "shell");
    await saveVerdicts("namesake", 3, [toolOf("run")], "bulk");
    await saveVerdicts("alike", 4, [toolOf("exec")], "shell");
    await saveVerdicts("plain", 5, [toolOf("look")], "bulk");
    const related = await relatedTools(db, "mine", "run");
    assert.deepEqual(
      related.map((tool) => [tool.server, tool.tool, tool.because]),
      [
        ["namesake", "run", "same name"],
        ["alike", "exec", "same capability"],
        ["big", "tool-0", "same capability"],
        ["big", "tool-1", "same capability"],
        ["plain", "look", "same category and risk"],
      ],
    );
    assert.equal((await relatedTools(db, "mine", "run", 2)).length, 2);
    assert.deepEqual(await relatedTools(db, "mine", "none"), []);
    await list(db, "namesake", 6, []);
    assert.equal((await relatedTools(db, "mine", "run"))[0]?.server, "alike");
  });
};
