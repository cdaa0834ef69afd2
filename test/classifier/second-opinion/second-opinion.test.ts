import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { exampleVerdict } from "../../../classifier/finding-stack.ts";
import {
  type Item,
  type SecondOpinion,
  type SecondOpinionOptions,
  secondOpinion,
} from "../../../classifier/second-opinion/second-opinion.ts";
import { ClassificationSchema } from "../../../db/records/classification.ts";
import { fingerprintOf } from "../../../db/records/definition.ts";
import { AGREE, type Call, type Script, startDouble } from "./double.ts";

const item = (name: string, description = "Reads a page and returns its text."): Item => {
  const definition = { name, description };
  return {
    definition,
    classification: { ...exampleVerdict(name), fingerprint: fingerprintOf(definition), confidence: 0.8 },
  };
};

/** Runs items against a double; each test has a folder of its own. */
const setUp = async (
  context: TestContext,
  script: Script[] | ((call: Call, index: number) => Script),
  double: { batches?: boolean } = {},
) => {
  const cacheDir = await mkdtemp(join(tmpdir(), "toolrisk-opinion-"));
  const endpoint = await startDouble(script, double);
  context.after(async () => {
    await endpoint.close();
    await rm(cacheDir, { recursive: true });
  });
  const run = async (items: Item[], options: Partial<SecondOpinionOptions> = {}): Promise<SecondOpinion[]> =>
    Array.fromAsync(
      secondOpinion(items, {
        baseURL: endpoint.baseURL,
        model: "test",
        cacheDir,
        timeoutMs: 400,
        concurrency: 1,
        ...options,
      }),
    );
  return { cacheDir, endpoint, run };
};

test("an answer that agrees changes nothing; the request is strict, deterministic and keyless", async (context) => {
  const { endpoint, run } = await setUp(context, [{ answer: AGREE }]);
  const [opinion] = await run([item("get_page")]);
  assert.deepEqual([opinion?.changed, opinion?.reason, opinion?.from], [false, "agrees", "endpoint"]);
  const body = endpoint.calls[0]?.body;
  assert.equal(body?.model, "test");
  assert.equal(body?.temperature, 0);
  assert.partialDeepStrictEqual(body?.response_format, { type: "json_schema", json_schema: { strict: true } });
});

test("an answer may raise category, risk and capabilities; the result is a valid classification", async (context) => {
  const quotes = [{ field: "description" as const, quote: "Reads a page" }];
  const { run } = await setUp(context, [
    {
      answer: {
        category: "Execute",
        risk: "Critical",
        capabilities: ["shell"],
        quotes,
        why: "It runs\u202e a shell.\nReally.",
      },
    },
  ]);
  const [opinion] = await run([item("get_page")]);
  assert.ok(opinion?.changed);
  const { classification } = opinion;
  ClassificationSchema.parse(classification);
  assert.deepEqual(
    [classification.category, classification.risk, classification.capabilities],
    ["Execute", "Critical", ["shell"]],
  );
  assert.equal(classification.confidence, 0.5);
  assert.equal(classification.classifier.method, "second-opinion");
  assert.deepEqual(classification.evidence[0], {
    rule: "second-opinion",
    field: "description",
    start: 0,
    end: 12,
    quote: "Reads a page",
    says: "It runs a shell. Really.",
  });
});

test("a quote that does not stand in the definition drops the answer, even one that raises", async (context) => {
  const quotes = [{ field: "description" as const, quote: "Deletes everything" }];
  const { run } = await setUp(context, [{ answer: { category: "Destructive", risk: "Critical", quotes } }]);
  const [opinion] = await run([item("get_page")]);
  assert.deepEqual([opinion?.changed, opinion?.classification.category], [false, "Read"]);
  assert.match(opinion?.reason ?? "", /^dropped: a quote/);
});

test("a lower verdict needs a quote that carries it", async (context) => {
  const { run } = await setUp(context, (call) => {
    const quoted = call.body.messages?.[1]?.content.includes("b_tool");
    return {
      answer: {
        category: "Read",
        risk: "Low",
        quotes: quoted ? [{ field: "description", quote: "returns its text" }] : [],
      },
    };
  });
  const asWrite = (name: string): Item => {
    const base = item(name);
    return { ...base, classification: { ...base.classification, category: "Write", risk: "Medium" } };
  };
  const [without, withQuote] = await run([asWrite("a_tool"), asWrite("b_tool")]);
  assert.deepEqual([without?.changed, without?.classification.risk], [false, "Medium"]);
  assert.match(without?.reason ?? "", /no quote carries it/);
  assert.deepEqual(
    [withQuote?.changed, withQuote?.classification.category, withQuote?.classification.risk],
    [true, "Read", "Low"],
  );
});

test("the caller's floor is asked", async (context) => {
  const quotes = [{ field: "description" as const, quote: "returns its text" }];
  const { run } = await setUp(context, [{ answer: { category: "Read", risk: "Low", quotes } }]);
  const base = item("x_tool");
  const [opinion] = await run(
    [{ ...base, classification: { ...base.classification, category: "Write", risk: "High" } }],
    { floorOf: () => "High" },
  );
  assert.deepEqual(
    [opinion?.changed, opinion?.classification.risk, opinion?.classification.category],
    [false, "High", "Write"],
  );
});

const PASSING: [string, Script[], number][] = [
  ["429 with a short retry-after-ms", [{ status: 429, headers: { "retry-after-ms": "40" } }, { answer: AGREE }], 2],
  ["429 with retry-after 0", [{ status: 429, headers: { "retry-after": "0" } }, { answer: AGREE }], 2],
  [
    "500 twice",
    [
      { status: 500, headers: { "retry-after-ms": "5" } },
      { status: 503, headers: { "retry-after-ms": "5" } },
      { answer: AGREE },
    ],
    3,
  ],
  ["a call that hangs", ["hang", { answer: AGREE }], 2],
  ["a body that hangs", ["hang-in-body", { answer: AGREE }], 2],
  ["a reset connection", ["reset", { answer: AGREE }], 2],
  ["a body that breaks off", ["reset-in-body", { answer: AGREE }], 2],
  ["a response that is half JSON", ["broken-json", { answer: AGREE }], 2],
  ["an answer in a fence", [{ answer: `Sure:\n\`\`\`json\n${JSON.stringify(AGREE)}\n\`\`\`` }], 1],
  ["an answer with talk around it", [{ answer: `Here it is: ${JSON.stringify(AGREE)} Bye.` }], 1],
  ["a cut answer, mended", [{ answer: '{"category": "Re', finish: "length" }, { answer: AGREE }], 2],
  ["partial JSON, mended", [{ answer: '{"category": "Read", "ri' }, { answer: AGREE }], 2],
  ["a violated schema, mended", [{ answer: '{"category": "Nice"}' }, { answer: AGREE }], 2],
  ["a web page, then an answer", ["html", { answer: AGREE }], 2],
  ["an answer without usage", [{ answer: AGREE, usage: false }], 1],
];
for (const [name, script, calls] of PASSING)
  test(`${name} ends in an answer after ${calls} calls`, async (context) => {
    const { endpoint, run } = await setUp(context, script);
    const [opinion] = await run([item("get_page")]);
    assert.equal(opinion?.reason, "agrees");
    assert.equal(endpoint.chats().length, calls);
  });

const FAILING: [string, Script[], number, RegExp][] = [
  [
    "429 that asks for an hour ends the run",
    [{ status: 429, headers: { "retry-after": "3600" } }],
    1,
    /run ended: the endpoint asks to wait 3600 s/,
  ],
  [
    "an exhausted account ends the run",
    [{ status: 429, error: { message: "pay", code: "insufficient_quota" } }],
    1,
    /run ended: .*exhausted/,
  ],
  ["a refused key ends the run", [{ status: 401 }], 1, /run ended: the endpoint refuses the key/],
  ["a missing model ends the run", [{ status: 404 }], 1, /run ended: the endpoint has no such model/],
  [
    "x-should-retry false is obeyed",
    [{ status: 500, headers: { "x-should-retry": "false" } }],
    1,
    /no answer: the endpoint says not to retry/,
  ],
  [
    "500 for ever is given up",
    [{ status: 500, headers: { "retry-after-ms": "1" } }],
    4,
    /no answer: gave up after 4 calls/,
  ],
  ["a refusal is dropped", [{ answer: AGREE, refusal: "I cannot" }], 1, /dropped: the model refused/],
  ["a filtered answer is dropped", [{ answer: AGREE, finish: "content_filter" }], 1, /dropped: the endpoint's filter/],
  ["nonsense twice is dropped", [{ answer: "no" }], 2, /dropped: no usable answer in two rounds/],
  ["cut twice is dropped", [{ answer: "{", finish: "length" }], 2, /dropped: no usable answer in two rounds/],
];
for (const [name, script, calls, reason] of FAILING)
  test(name, async (context) => {
    const { endpoint, run } = await setUp(context, script);
    const [opinion, second] = await run([item("get_page"), item("get_other")]);
    assert.match(opinion?.reason ?? "", reason);
    assert.deepEqual([opinion?.changed, opinion?.classification.category], [false, "Read"]);
    if (/run ended/.test(reason.source)) assert.match(second?.reason ?? "", /run ended/);
    assert.equal(endpoint.chats().filter(({ body }) => body.messages?.[1]?.content.includes("get_page")).length, calls);
  });

test("what an endpoint does not take is asked for less strictly, once for all items", async (context) => {
  const { endpoint, run } = await setUp(context, (call) =>
    call.body.response_format
      ? { status: 400, error: { message: "response_format is not supported" } }
      : { answer: AGREE },
  );
  const opinions = await run(["a", "b", "c", "d", "e"].map((name) => item(`${name}_tool`)));
  assert.deepEqual(new Set(opinions.map(({ reason }) => reason)), new Set(["agrees"]));
  const formats = endpoint.chats().map(({ body }) => body.response_format?.type ?? "prompt");
  assert.deepEqual([...new Set(formats)], ["json_schema", "json_object", "prompt"]);
  assert.ok(formats.indexOf("prompt") <= 4, formats.join());
  assert.equal(formats.lastIndexOf("json_object") < formats.indexOf("prompt") + 1, true, formats.join());
});

test("answers are kept: a second run asks nothing, a broken file is asked anew, a new model is another question", async (context) => {
  const { cacheDir, endpoint, run } = await setUp(context, [{ answer: { risk: "Medium" } }]);
  const [first] = await run([item("get_page")]);
  const [again] = await run([item("get_page")]);
  assert.deepEqual([first?.from, again?.from, endpoint.chats().length], ["endpoint", "cache", 1]);
  assert.deepEqual(again?.classification, first?.classification);
  const files = (await readdir(cacheDir, { recursive: true })).filter((file) => file.endsWith(".json"));
  assert.equal(files.length, 1);
  await writeFile(join(cacheDir, files[0] ?? ""), '{"half');
  assert.equal((await run([item("get_page")]))[0]?.from, "endpoint");
  assert.equal((await run([item("get_page")], { model: "other" }))[0]?.from, "endpoint");
  assert.equal((await run([item("get_page", "Changed.")]))[0]?.from, "endpoint");
  assert.ok(!(await readFile(join(cacheDir, files[0] ?? ""), "utf8")).includes("half"));
});

test("a run that was stopped goes on where it was", async (context) => {
  let down = true;
  const { endpoint, run } = await setUp(context, (_call, index) =>
    down && index >= 2 ? { status: 401 } : { answer: AGREE },
  );
  const items = ["a", "b", "c", "d"].map((name) => item(`${name}_tool`));
  assert.deepEqual(
    (await run(items)).map(({ from }) => from),
    ["endpoint", "endpoint", "nowhere", "nowhere"],
  );
  down = false;
  const before = endpoint.chats().length;
  assert.deepEqual(
    (await run(items)).map(({ from }) => from),
    ["cache", "cache", "endpoint", "endpoint"],
  );
  assert.equal(endpoint.chats().length - before, 2);
});

test("the spending limit stops the run before it is passed", async (context) => {
  const { run } = await setUp(context, [{ answer: AGREE }]);
  let usd = 0;
  const opinions = await run(
    Array.from({ length: 12 }, (_, index) => item(`tool_${index}`)),
    {
      concurrency: 4,
      spending: { limitUsd: 0.03, inputUsdPerMillion: 1, outputUsdPerMillion: 10 },
      onSpent: (spent) => {
        usd = spent.usd;
      },
    },
  );
  const answered = opinions.filter(({ reason }) => reason === "agrees").length;
  assert.ok(answered > 0 && answered < 12, `${answered} answered`);
  assert.ok(usd > 0 && usd <= 0.03, `${usd} dollars`);
  assert.match(opinions.at(-1)?.reason ?? "", /run ended: the spending limit/);
});

test("concurrency and rate are limited, order is kept, one definition is one question", async (context) => {
  let under = 0;
  let most = 0;
  const { endpoint, run } = await setUp(context, [{ answer: AGREE }]);
  const slow = [...Array.from({ length: 6 }, (_, index) => item(`tool_${index}`)), item("tool_0")];
  const original = globalThis.fetch;
  globalThis.fetch = async (...parameters) => {
    most = Math.max(most, ++under);
    try {
      return await original(...parameters);
    } finally {
      under--;
    }
  };
  context.after(() => {
    globalThis.fetch = original;
  });
  const opinions = await run(slow, { concurrency: 2 });
  assert.deepEqual(
    opinions.map(({ classification }) => classification.tool),
    slow.map(({ classification }) => classification.tool),
  );
  assert.ok(most <= 2, `${most} calls at once`);
  assert.equal(endpoint.chats().length, 6);
  const abort = AbortSignal.timeout(500);
  const limited = run(
    Array.from({ length: 5 }, (_, index) => item(`late_${index}`)),
    { concurrency: 5, callsPerMinute: 2, signal: abort },
  );
  await assert.rejects(limited);
  assert.equal(endpoint.chats().filter(({ body }) => body.messages?.[1]?.content.includes("late_")).length, 2);
});

test("a batch is joined by id whatever its order; what it leaves open is asked one by one", async (context) => {
  const { endpoint, run } = await setUp(
    context,
    ({ path, body }) => {
      const tool = /Judge the tool "(\w+)"/.exec(body.messages?.[1]?.content ?? "")?.[1] ?? "";
      if (path === "batch" && tool === "tool_2") return { status: 500 };
      if (path === "batch" && tool === "tool_3") return { answer: "nonsense" };
      return { answer: { risk: tool === "tool_1" ? "High" : "Low", why: tool } };
    },
    { batches: true },
  );
  const items = Array.from({ length: 5 }, (_, index) => item(`tool_${index}`));
  const opinions = await run(items, { batch: true, pollMs: 5 });
  assert.deepEqual(
    opinions.map(({ classification }) => classification.risk),
    ["Low", "High", "Low", "Low", "Low"],
  );
  assert.deepEqual(
    opinions.map(({ from }) => from),
    ["cache", "cache", "endpoint", "endpoint", "cache"],
  );
  assert.equal(endpoint.chats().length, 2);
  assert.equal(endpoint.calls.filter(({ path }) => path === "POST /v1/batches").length, 1);
});

test("where the endpoint has no batches, single calls are made", async (context) => {
  const { endpoint, run } = await setUp(context, [{ answer: AGREE }]);
  const opinions = await run([item("a_tool"), item("b_tool")], { batch: true });
  assert.deepEqual(
    opinions.map(({ reason }) => reason),
    ["agrees", "agrees"],
  );
  assert.equal(endpoint.chats().length, 2);
});

test("of a dangerous tool the risk falls one step for a reason of the guide, never the category, never further", async (context) => {
  const definition = { name: "delete_label", description: "Deletes a label. The label can be re-created at any time." };
  const classification = {
    ...exampleVerdict("delete_label"),
    fingerprint: fingerprintOf(definition),
    category: "Destructive" as const,
    risk: "Critical" as const,
    evidence: [{ rule: "delete", field: "name", start: 0, end: 6, quote: "delete", says: "deletes" }],
  };
  const quotes = [{ field: "description" as const, quote: "can be re-created at any time" }];
  const { run } = await setUp(context, [{ answer: { category: "Read", risk: "Low", quotes } }]);
  const [opinion] = await run([{ definition, classification }]);
  assert.deepEqual([opinion?.classification.category, opinion?.classification.risk], ["Destructive", "High"]);
});
