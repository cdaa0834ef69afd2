import assert from "node:assert/strict";
import { test } from "node:test";
import { planner } from "../../db/queries/plan.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { reachKey } from "../../db/reach-key.ts";
import type { Outcome } from "../../db/records/outcome.ts";
import type { Package, ServerRecord } from "../../db/records/server.ts";
import { minute, recordOf, resultOf, toolOf } from "./samples.ts";
import type { TemporaryDatabase } from "./temporary.ts";

const npm = (version: string | undefined, more: Partial<Package> = {}): Package => ({
  registryType: "npm",
  identifier: "@example/one",
  version,
  ...more,
});
const RAN = { registryType: "npm", identifier: "@example/one", version: "1.2.3" };
const DAY = 24 * 60;
const at = (n: number): Date => new Date(minute(n));
const failed = (outcome: Outcome) => ({ ...RAN, outcome, error: "none", doNext: "wait" });

/** What every database plans of an increment. */
export const planContract = (temporaryDatabase: TemporaryDatabase): void => {
  test("a reach key depends on all that can change a listing, and on nothing else", () => {
    const key = (pkg: Package, more = {}) => reachKey(recordOf("one", { packages: [pkg], ...more }));
    const plain = key(npm("1.2.3"));
    assert.match(plain, /^[0-9a-f]{64}$/);
    assert.equal(key(npm("1.2.3"), { description: "other words", title: "One" }), plain);
    const port = { type: "named", name: "--port", value: "1" } as const;
    const remote = { type: "sse", url: "https://one.example" };
    const others = [
      key(npm("1.2.4")),
      key(npm("1.2.3", { identifier: "@example/two" })),
      key(npm("1.2.3", { registryType: "pypi" })),
      key(npm("1.2.3", { packageArguments: [port] })),
      key(npm("1.2.3", { packageArguments: [{ ...port, value: "2" }] })),
      key(npm("1.2.3", { environmentVariables: [{ name: "MODE" }] })),
      key(npm("1.2.3", { environmentVariables: [{ name: "MODE", default: "all" }] })),
      key(npm("1.2.3"), { remotes: [remote] }),
      key(npm("1.2.3"), { remotes: [{ ...remote, url: "https://two.example" }] }),
      reachKey(recordOf("two", { packages: [npm("1.2.3")] })),
    ];
    assert.equal(new Set([plain, ...others]).size, others.length + 1);
  });

  test("what is new or changed is looked at, and what pinned content has shown is not", async (t) => {
    const db = await temporaryDatabase(t);
    const pinned = recordOf("pinned", { packages: [npm("1.2.3")] });
    const before = await planner(db, at(0));
    assert.deepEqual(before.decide(pinned), { look: true, because: "new" });
    await saveAttempt(db, pinned, { ...resultOf("pinned", minute(1), [], RAN), startPlan: { commands: ["serve"] } });
    const plan = await planner(db, at(400 * DAY));
    assert.deepEqual(plan.decide({ ...pinned, description: "other words" }), { look: false, because: "unchanged" });
    assert.deepEqual(plan.planBefore(pinned), { commands: ["serve"] });
    assert.deepEqual(plan.decide(recordOf("pinned", { packages: [npm("1.2.4")] })), { look: true, because: "changed" });
    // Looked at again on purpose, and out of luck: what was read stays as good as it was.
    await saveAttempt(db, pinned, resultOf("pinned", minute(2), [], failed("timeout")));
    assert.deepEqual((await planner(db, at(3))).decide(pinned), { look: false, because: "unchanged" });
  });

  test("a version that is a range or a tag, and a package beside the pinned one, may always show something else", async (t) => {
    const db = await temporaryDatabase(t);
    const open = [undefined, "", "latest", "^1.2.3", "1.2", "1.x", "*", ">=1", "1.2.3 || 2", "next"];
    const records = open.map((version) => recordOf(`open ${version}`, { packages: [npm(version)] }));
    records.push(recordOf("mixed", { packages: [npm("latest"), npm("1.0.0", { identifier: "@example/other" })] }));
    for (const record of records) await saveAttempt(db, record, resultOf(record.name, minute(1), [], RAN));
    const plan = await planner(db, at(15 * DAY));
    for (const record of records) assert.deepEqual(plan.decide(record), { look: true, because: "due" }, record.name);
  });

  test("the tag of an image and the file at an address pin nothing, a hash does", async (t) => {
    const db = await temporaryDatabase(t);
    const image = { registryType: "oci", identifier: "ghcr.io/acme/one", version: "1.2.3" };
    const bundle = { registryType: "mcpb", identifier: "https://acme.example/one.mcpb", version: "1.2.3" };
    const digest = `sha256:${"a".repeat(64)}`;
    const kinds: [string, Package, boolean][] = [
      ["tag", image, false],
      ["digest", { ...image, identifier: `ghcr.io/acme/one@${digest}`, version: undefined }, true],
      ["file", bundle, false],
      ["hash", { ...bundle, fileSha256: "a".repeat(64) }, true],
    ];
    for (const [name, pkg, isPinned] of kinds) {
      const { registryType, identifier } = pkg;
      const record = recordOf(name, { packages: [pkg] });
      await saveAttempt(db, record, resultOf(name, minute(0), [], { registryType, identifier, version: "1.2.3" }));
      const planned = (await planner(db, at(15 * DAY))).decide(record);
      assert.deepEqual([name, planned.look], [name, !isPinned]);
    }
  });

  /** The days after which `record` is due again, from each attempt on. */
  const waits = async (t: Parameters<TemporaryDatabase>[0], record: ServerRecord, outcomes: [Outcome, string][]) => {
    const db = await temporaryDatabase(t);
    const days: number[] = [];
    for (let n = 0, now = 0; n < outcomes.length; n += 1, now += 100 * DAY) {
      const [outcome, description] = outcomes[n] as [Outcome, string];
      const more = outcome === "listed" ? {} : failed(outcome);
      const tools = outcome === "listed" ? [toolOf("a", description)] : [];
      await saveAttempt(db, record, resultOf(record.name, minute(now), tools, more));
      const planned = (await planner(db, at(now))).decide(record);
      days.push(planned.because === "not due" ? (Date.parse(planned.dueAt) - Date.parse(minute(now))) / 864e5 : 0);
    }
    return days;
  };
  const near = (days: number[], wanted: number[]) => {
    assert.equal(days.length, wanted.length);
    for (const [n, day] of days.entries()) {
      const want = wanted[n] as number;
      assert.ok(day >= want * 0.75 && day <= want * 1.25, `${n}: ${day} days, not about ${want}`);
    }
  };

  test("a remote is looked at more often when it changes, and less often when it does not", async (t) => {
    const remote = recordOf("remote", { remotes: [{ type: "streamable-http", url: "https://one.example/mcp" }] });
    const same = Array.from({ length: 6 }, (): [Outcome, string] => ["listed", "same"]);
    near(await waits(t, remote, same), [1, 2, 4, 8, 14, 14]);
    const changing = Array.from({ length: 4 }, (_, n): [Outcome, string] => ["listed", `as of ${n}`]);
    near(await waits(t, remote, changing), [1, 0.5, 0.25, 0.25]);
  });

  test("a list is not asked for before the time for which it holds, but within two weeks", async (t) => {
    const remote = recordOf("remote", { remotes: [{ type: "streamable-http", url: "https://one.example/mcp" }] });
    const HOUR = 3_600_000;
    const daysAfter = async (...looks: { ttlMs: number; as?: string }[]): Promise<number> => {
      const db = await temporaryDatabase(t);
      for (const [n, { ttlMs, as = "same" }] of looks.entries())
        await saveAttempt(db, remote, resultOf("remote", minute(n * 30 * DAY), [toolOf("a", as)], { ttlMs }));
      const now = (looks.length - 1) * 30 * DAY;
      const planned = (await planner(db, at(now))).decide(remote);
      assert.equal(planned.because, "not due");
      return planned.because === "not due" ? (Date.parse(planned.dueAt) - Date.parse(minute(now))) / 864e5 : 0;
    };
    near([await daysAfter({ ttlMs: 0 }), await daysAfter({ ttlMs: 1 })], [1, 0.25]);
    const first = await daysAfter({ ttlMs: 72 * HOUR });
    assert.ok(first >= 3 && first <= 3.75, `${first} days`);
    assert.equal(await daysAfter({ ttlMs: Number.MAX_SAFE_INTEGER }), 14);
    const changes = { ttlMs: 72 * HOUR, as: "other" };
    assert.equal(
      await daysAfter({ ttlMs: 72 * HOUR }, changes, { ...changes, as: "third" }),
      3,
      "often, but not before",
    );
    near([await daysAfter({ ttlMs: 1 }, { ttlMs: 1 }, { ttlMs: 1 })], [1]);
  });

  test("a failure from outside may be tried again at once, then ever more rarely, until it lists", async (t) => {
    const record = recordOf("one", { packages: [npm("latest")] });
    const minutes = (n: number) => n / DAY;
    const timeouts = Array.from({ length: 7 }, (): [Outcome, string] => ["timeout", ""]);
    const outcomes: [Outcome, string][] = [...timeouts, ["listed", ""], ["unreachable", ""], ["unreachable", ""]];
    const wanted = [0, minutes(5), minutes(20), minutes(80), minutes(320), minutes(1280), 1, 1, 0, minutes(5)];
    near(await waits(t, record, outcomes), wanted);
  });

  test("a server that is itself the reason is tried again after a week, with a cap of two months", async (t) => {
    const record = recordOf("one", { packages: [npm("1.2.3")] });
    const outcomes = (["gated", "needs-config", "start-failed", "refused", "not-mcp", "gated"] as const).map(
      (outcome): [Outcome, string] => [outcome, ""],
    );
    near(await waits(t, record, outcomes), [7, 14, 28, 56, 60, 60]);
  });

  test("a date that a clock set that ran ahead puts nothing off", async (t) => {
    const db = await temporaryDatabase(t);
    const record = recordOf("one", { packages: [npm("1.2.3")] });
    await saveAttempt(db, record, resultOf("one", "2999-01-01T00:00:00.000Z", [], failed("gated")));
    assert.deepEqual((await planner(db, at(0))).decide(record), { look: true, because: "due" });
    // A clock that was put back in between: later is still later.
    await saveAttempt(db, record, resultOf("one", minute(5), [], failed("timeout")));
    assert.equal((await planner(db, at(10 * DAY))).decide(record).look, true);
  });
};
