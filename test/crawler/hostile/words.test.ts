import assert from "node:assert/strict";
import { test } from "node:test";
import { terminalText } from "../../../cli/terminal-text.ts";
import { outcomeOfWords } from "../../../crawler/outcome.ts";
import { printable } from "../../../crawler/printable.ts";
import { withoutScratch } from "../../../crawler/scratch.ts";
import { AS_GIVEN } from "../../../crawler/settings.ts";
import { planFromWords } from "../../../crawler/told.ts";
import { withoutEscapeSequences } from "../../../db/records/escape-sequences.ts";
import { randomFrom } from "../../seeded-random.ts";

/** What a server's own words are read with: what it prints, at most 28 KB, and the texts of its tools. */
const READERS: [name: string, read: (text: string) => unknown, length: number][] = [
  ["outcomeOfWords", outcomeOfWords, 28_000],
  ["planFromWords", (text) => planFromWords(text, { ...AS_GIVEN, placeholders: true }, new Set()), 28_000],
  ["printable", (text) => printable(text, 1_300, "end"), 28_000],
  ["withoutScratch", withoutScratch, 28_000],
  ["terminalText", (text) => terminalText(text), 200_000],
];

/** Beginnings of what the readers look for: repeated, they are the text that is slowest to read for nothing. */
const PIECES =
  "e|E_|A_B|-|--a|/|/toolrisk-1|<|<a|'|(| |required |missing |not |usage: |env |API_KEY |key |please |set |must |no |without a |.json |~/|/home/u/a|ECONNREFUSED 127.0.0.1:|listening |server |http://localhost|\n|\n |commands|stdio |[|0|token is |login |environment |variable |ENOENT |\u001b[|\u001b]|\u001b]8;;|\u001b|\u009b1;|\u009d|Usage <a> |export A=|connect to ".split(
    "|",
  );
/** The bound on one stretch of the event loop; here in processor time, which another process does not change. */
const MAX_MS = 250;

const processorMs = (work: () => unknown): number => {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
};

for (const [name, read, length] of READERS) {
  test(`no text of a server's holds up the crawler: ${name}`, (context) => {
    const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 32);
    context.diagnostic(`FUZZ_SEED=${seed}`);
    const random = randomFrom(seed);
    const piece = (): string => PIECES[Math.floor(random() * PIECES.length)] ?? "";
    const pairs = Array.from({ length: 60 }, () => piece() + piece());
    for (const text of [...PIECES, ...pairs]) {
      const took = processorMs(() => read(text.repeat(Math.ceil(length / text.length))));
      assert.ok(took < MAX_MS, `${JSON.stringify(text)} repeated takes ${took} ms`);
    }
  });
}

test("escape sequences of every kind go, and only they", () => {
  const title = "a\u001b]0;title\u0007b\u001b]8;;http://x\u001b\\c\u001b]8;;\u001b\\";
  assert.equal(
    withoutEscapeSequences(`${title}\u001b[1;31md\u001b[0m\u009b2Je\u001bPq\u001b\\f\u001b(Bg\u001b7h`),
    "abcdefgh",
  );
  assert.equal(withoutEscapeSequences("no end \u001b]0;title\nnext"), "no end 0;title\nnext");
  assert.equal(withoutEscapeSequences("ä € 😀 [1m ]0; \\"), "ä € 😀 [1m ]0; \\");
});

test("a path of a scratch folder is shown as such, wherever it begins", () => {
  const path = "/tmp/x/toolrisk-123-AbCdEf";
  assert.equal(
    withoutScratch(`at ${path}/home/a.js:1 "${path}" x=${path}${path}!`),
    'at <scratch>/home/a.js:1 "<scratch>" x=<scratch><scratch>!',
  );
  assert.equal(withoutScratch("/tmp/toolrisk-x-AbCdEf /toolrisk-1-short"), "/tmp/toolrisk-x-AbCdEf /toolrisk-1-short");
});
