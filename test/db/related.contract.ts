import assert from "node:assert/strict";
import { test } from "node:test";
import { relatedIndex, relatedTools, serverIds } from "../../db/queries/catalogue.ts";
import { saveClassifications } from "../../db/queries/save-classifications.ts";
import { CATEGORIES, RISKS } from "../../db/records/classification.ts";
import type { Definition } from "../../db/records/definition.ts";
import { randomFrom, seedOf } from "../seeded-random.ts";
import { list, toolOf, toolSlugs, verdictOf } from "./samples.ts";
import type { TemporaryDatabase } from "./temporary.ts";

const NAMES = ["read", "write", "run", "drop", "send", "pay", "list", "get"];
const CAPABILITIES = ["shell", "bulk", "reads-files", "network-egress"] as const;

/** What every database says of the two ways to ask which tools are related. */
export const relatedContract = (temporaryDatabase: TemporaryDatabase): void => {
  test("the index of related tools gives each tool what is asked for it alone", async (t) => {
    const db = await temporaryDatabase(t);
    const random = randomFrom(seedOf(t));
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const toolsOf = (server: number): Definition[] => [
      ...NAMES.filter(() => random() < 0.5).map((name) => toolOf(name)),
      ...Array.from({ length: Math.floor(random() * 6) }, (_, at) => toolOf(`own-${server}-${at}`)),
    ];
    for (let server = 0; server < 16; server++) {
      const name = `server-${server}`;
      const tools = toolsOf(server);
      await list(db, name, server, tools);
      // Some tools are judged, some are not; some of those that are have nothing in common with any other.
      const judged = tools.filter(() => random() < 0.8);
      const verdicts = judged.map((tool) =>
        verdictOf(name, tool, {
          category: pick(CATEGORIES),
          risk: pick(RISKS),
          capabilities: CAPABILITIES.filter(() => random() < 0.4),
        }),
      );
      await saveClassifications(db, name, verdicts);
      // A later look takes some away.
      if (random() < 0.4) await list(db, name, 100 + server, tools.slice(1));
    }
    const ids = new Map((await serverIds(db)).map(({ id, slug }) => [slug, id]));
    const tools = await toolSlugs(db);
    const because = new Set<string>();
    for (const limit of [8, 3]) {
      const index = await relatedIndex(db, limit);
      for (const { serverSlug, toolSlug } of tools) {
        const alone = await relatedTools(db, serverSlug, toolSlug, limit);
        for (const one of alone) because.add(one.because);
        const named = await index.named(ids.get(serverSlug) ?? 0, new Set([toolSlug]));
        assert.deepEqual(named.get(toolSlug) ?? [], alone, `${serverSlug}/${toolSlug}, at most ${limit}`);
        const refs = (await index.ofServer(ids.get(serverSlug) ?? 0)).get(toolSlug) ?? [];
        assert.deepEqual(
          refs.map((ref) => [ref.category, ref.risk, ref.because]),
          alone.map((one) => [one.category, one.risk, one.because]),
        );
      }
    }
    assert.ok(tools.length > 50, `only ${tools.length} tools`);
    assert.equal(because.size, 3, `only for ${[...because].join(", ")}`);
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
