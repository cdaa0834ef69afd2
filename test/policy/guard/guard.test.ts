import assert from "node:assert/strict";
import { chmodSync, existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { startGuard } from "../../../policy/guard/guard.ts";
import { COUNTING_SERVER, call, guarded, newFolder, removeFolder } from "./guarded.ts";

const folders: string[] = [];
const folder = (): string => {
  const made = newFolder();
  folders.push(made);
  return made;
};
after(() => folders.forEach(removeFolder));

const limit = (counter: string, max: number): object => ({ counter, window: "minute", max, scope: "grant" });
const POLICY = {
  version: "1",
  default: "deny",
  hide: ["purge"],
  tools: {
    list: {},
    total: {},
    die: {},
    pay: {
      deny_if: [{ conditions: [{ path: "args.amount", op: "gt", value: 9 }], on_deny: "Too much." }],
      limits: [limit("pay_rate", 2)],
    },
  },
};

test("hides, denies with the policy's text, lets through, and logs names but no values", async () => {
  const { client, log, end, faults } = await guarded(folder(), POLICY);
  try {
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      ["list", "pay", "total", "die"],
    );
    assert.equal(await call(client, "list", { secret: "s3cret" }), "list 1");
    assert.equal(await call(client, "purge"), "![POLICY DENIED] This tool is not available.");
    assert.equal(await call(client, "pay", { amount: 10 }), "![POLICY DENIED] Too much.");
    assert.equal(await call(client, "other"), "![POLICY DENIED] The policy does not list this tool.");
    assert.equal(await call(client, "pay", { amount: 1 }), "pay 1");
    assert.equal(await call(client, "total"), '{"list":1,"pay":1}');
    assert.deepEqual(
      log().map(({ tool, verdict, rule, arguments: names }) => [tool, verdict, rule, names]),
      [
        ["list", "allow", "/tools/list", ["secret"]],
        ["purge", "deny", "(hidden)", []],
        ["pay", "deny", "/tools/pay/deny_if/0", ["amount"]],
        ["other", "deny", "(default deny)", []],
        ["pay", "allow", "/tools/pay", ["amount"]],
        ["total", "allow", "/tools/total", []],
      ],
    );
    assert.doesNotMatch(JSON.stringify(log()), /s3cret/);
    assert.deepEqual(faults, []);
  } finally {
    await end();
  }
});

test("a limit outlives the guard, slides, and belongs to the grant", async () => {
  const place = folder();
  let time = Date.parse("2026-01-01T00:00:30Z");
  const now = (): number => time;
  const first = await guarded(place, POLICY, { now });
  assert.equal(await call(first.client, "pay"), "pay 1");
  await first.end();
  const second = await guarded(place, POLICY, { now });
  time += 20_000;
  assert.equal(await call(second.client, "pay"), "pay 1");
  assert.equal(
    await call(second.client, "pay"),
    "![POLICY DENIED] The limit of 2 calls per minute is reached. Try again later.",
  );
  // Past the minute in which it began, but not past sixty seconds after the first call.
  time += 39_000;
  assert.match(await call(second.client, "pay"), /^!/);
  time += 1_000;
  assert.equal(await call(second.client, "pay"), "pay 2");
  await second.end();
  const other = await guarded(place, POLICY, { now, grant: "other" });
  assert.equal(await call(other.client, "pay"), "pay 1");
  await other.end();
});

test("1,000 calls at once lose none and never pass a limit by one", async () => {
  const many = {
    version: "1",
    default: "deny",
    tools: { total: {}, list: { limits: [limit("list_rate", 617)] }, pay: {} },
  };
  const { client, end } = await guarded(folder(), many);
  try {
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => call(client, index % 2 === 0 ? "list" : "pay")),
    );
    const more = await Promise.all(Array.from({ length: 1_000 }, () => call(client, "list")));
    const through = [...answers, ...more].filter((text) => text.startsWith("list "));
    assert.equal(through.length, 617);
    assert.equal(answers.filter((text) => text.startsWith("pay ")).length, 500);
    assert.equal([...answers, ...more].filter((text) => text.startsWith("!")).length, 2_000 - 617 - 500);
    assert.equal(await call(client, "total"), '{"list":617,"pay":500}');
  } finally {
    await end();
  }
});

test("two guards on one state file share a limit to the call", async () => {
  const place = folder();
  const shared = { version: "1", default: "deny", tools: { list: { limits: [limit("list_rate", 301)] } } };
  const guards = await Promise.all([guarded(place, shared), guarded(place, shared)]);
  try {
    const answers = await Promise.all(
      guards.flatMap(({ client }) => Array.from({ length: 300 }, () => call(client, "list"))),
    );
    assert.equal(answers.filter((text) => text.startsWith("list ")).length, 301);
  } finally {
    for (const one of guards) await one.end();
  }
});

test("a changed policy is in force from the next call; a broken or missing one lets nothing through", async () => {
  const { client, setPolicy, folder: place, log, end } = await guarded(folder(), POLICY);
  try {
    assert.equal(await call(client, "list"), "list 1");
    setPolicy({ version: "1", default: "deny", tools: { pay: {} } });
    assert.equal(await call(client, "list"), "![POLICY DENIED] The policy does not list this tool.");
    assert.equal(await call(client, "pay"), "pay 1");
    setPolicy("{");
    assert.match(
      await call(client, "pay"),
      /^!\[POLICY DENIED\] No call is let through: the policy file is wrong, line 1/,
    );
    assert.deepEqual((await client.listTools()).tools, []);
    setPolicy({
      version: "1",
      default: "deny",
      tools: { pay: { deny_if: [{ conditions: [{ path: "args.a", op: "regex", value: "(" }], on_deny: "" }] } },
    });
    assert.match(await call(client, "pay"), /No call is let through: the policy file is wrong/);
    rmSync(join(place, "policy.json"));
    assert.match(await call(client, "pay"), /No call is let through: the policy file cannot be read: ENOENT/);
    assert.equal(log().at(-1)?.rule, "(no policy)");
    setPolicy({ version: "1", default: "allow" });
    assert.equal(await call(client, "list"), "list 2");
  } finally {
    await end();
  }
});

test("calls that are none are denied", async () => {
  const { client, end, log } = await guarded(folder(), { version: "1", default: "allow" });
  try {
    const raw = (params: object): Promise<unknown> =>
      client
        .request({ method: "tools/call", params } as never, { parse: (value: unknown) => value } as never)
        .catch(String);
    for (const params of [{ name: 7 }, {}, { name: "list", arguments: [1] }, { name: "list", arguments: "x" }])
      await raw(params);
    await client.notification({ method: "tools/call", params: { name: "list" } } as never).catch(() => {});
    assert.equal(await call(client, "total"), "{}");
    assert.ok(
      log()
        .slice(0, 4)
        .every(({ rule }) => rule === "(malformed)"),
      JSON.stringify(log()),
    );
  } finally {
    await end();
  }
});

test("a server that ends, ends the guard; a server that cannot start is said so", async () => {
  const { client, guard } = await guarded(folder(), POLICY);
  await client.callTool({ name: "die" }).catch(() => {});
  assert.equal(await guard.ended, "server");
  await client.close();
  const place = folder();
  const options = { policyFile: join(place, "p.json"), stateFile: join(place, "s"), log: join(place, "l") };
  writeFileSync(options.policyFile, JSON.stringify(POLICY));
  await assert.rejects(startGuard({ ...options, upstream: { command: join(place, "nothing"), args: [] } }), /ENOENT/);
});

test("a guard does not start without a policy, or without a place to count", async () => {
  const place = folder();
  const upstream = { command: process.execPath, args: [COUNTING_SERVER] };
  const options = { policyFile: join(place, "p.json"), stateFile: join(place, "s"), log: join(place, "l"), upstream };
  await assert.rejects(startGuard(options), /cannot be read: ENOENT/);
  writeFileSync(options.policyFile, "{}");
  await assert.rejects(startGuard(options), /the policy file is wrong, line 1/);
  writeFileSync(options.policyFile, JSON.stringify(POLICY));
  writeFileSync(options.stateFile, "this is no database, and long enough that SQLite looks at it".repeat(20));
  await assert.rejects(startGuard(options), /the counters cannot be opened/);
  chmodSync(options.policyFile, 0o600);
  assert.ok(existsSync(options.log) && (statSync(options.log).mode & 0o077) === 0, "the log is for its owner only");
});
