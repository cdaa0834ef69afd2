import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChangeLevel } from "../../db/records/change.ts";
import type { Risk } from "../../db/records/classification.ts";
import { atLeast } from "../../site/files/feeds.ts";
import { Group, type ListedChange, Survey } from "../../site/survey.ts";

const change = (id: number, level: ChangeLevel) => ({ id, level }) as ListedChange;

test("however many small changes come after it, a grave one stays on the page and in the feeds", () => {
  const small = Array.from({ length: 700 }, (_, at) => change(at + 2, "none"));
  const survey = new Survey();
  for (const changes of [[change(1, "critical")], small.slice(0, 300), small.slice(300)])
    survey.merge({ ...new Survey().part(), changes });
  const ids = survey.changes.map(({ id }) => id);
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => b - a),
  );
  assert.deepEqual(
    ids,
    [...small.map(({ id }) => id).slice(-200), 1].toSorted((a, b) => b - a),
  );
  assert.deepEqual(
    atLeast(survey.changes, "critical").map(({ id }) => id),
    [1],
  );
  assert.equal(atLeast(survey.changes, "none").length, 200);
});

test("a list takes the first tools of each server before the rest, and shows them riskiest first", () => {
  const group = new Group();
  const add = (server: string, n: number, risk: Risk): void => {
    for (let at = 0; at < n; at++)
      group.add({ name: `${server}${at}`, slug: `${at}`, category: "Read", risk, serverSlug: server });
  };
  add("a", 60, "Critical");
  add("b", 2, "Low");
  const taken = group.rows.map(({ name }) => name);
  assert.deepEqual(taken.slice(0, 5), ["a0", "a1", "a10", "b0", "b1"]);
  const shown = group.shown(6);
  assert.deepEqual(
    shown.map(({ risk }) => risk),
    ["Critical", "Critical", "Critical", "Critical", "Low", "Low"],
  );
});
