import assert from "node:assert/strict";
import { test } from "node:test";
import { browse } from "../../site/entries/browse.ts";
import { Survey } from "../../site/survey.ts";

test("all servers can be browsed by name without a script, however many there are, a bounded number on a page", () => {
  const survey = new Survey();
  for (let at = 0; at < 1_003; at++)
    survey.servers.push({
      slug: `server-${at}`,
      title: at % 7 === 0 ? "The same name" : `Server ${(at * 7919) % 1_003}`,
      tools: at % 3,
      outcome: at % 3 > 0 ? "listed" : "gated",
    });
  const pages = browse.entries(survey);
  const links = pages.map(({ blocks }) => blocks[0]?.links ?? []);
  assert.ok(links.every((list) => list.length > 0 && list.length <= 250));
  const paths = links.flat().map((link) => ("path" in link ? link.path : ""));
  assert.deepEqual([...paths].sort(), survey.servers.map(({ slug }) => `/servers/${slug}/`).sort());
  const titles = links.flat().map(({ title }) => title.toLowerCase());
  assert.deepEqual(titles, [...titles].sort());
  // Each page leads to those beside it, so that all are reached from the first.
  assert.deepEqual(
    pages.map(({ slug, blocks }) => [slug, ...(blocks[1]?.links ?? []).map((link) => "path" in link && link.path)]),
    [
      ["1", "/browse/2/"],
      ["2", "/browse/1/", "/browse/3/"],
      ["3", "/browse/2/", "/browse/4/"],
      ["4", "/browse/3/", "/browse/5/"],
      ["5", "/browse/4/"],
    ],
  );
});
