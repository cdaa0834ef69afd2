import type { Capability, Category, Classification } from "../../db/records/classification.ts";
import { CATEGORIES } from "../../db/records/classification.ts";
import type { Definition } from "../../db/records/definition.ts";
import type { Decision } from "../../db/records/policy.ts";
import { decide } from "../../policy/decide.ts";
import { PROFILES, type Profile, readProfile } from "../../policy/profile.ts";

/** The seed of this run: SEED of the environment, else a new one; printed, so that a failure can be run again. */
export const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
console.log(`SEED=${SEED}`);

const RISK = { Read: "Low", Write: "Medium", Execute: "High", Destructive: "Critical", Financial: "Critical" } as const;

export const classified = (tool: string, category: Category, more: Partial<Classification> = {}): Classification => ({
  server: "io.test/acme",
  tool,
  fingerprint: "0".repeat(64),
  category,
  risk: RISK[category],
  confidence: 0.9,
  capabilities: [],
  evidence: [],
  rationale: "A test says so.",
  findings: [],
  classifier: { method: "test", version: "1" },
  ...more,
});

/** Names that break careless writers. */
export const HOSTILE_NAMES = [
  "__proto__",
  "constructor",
  "toString",
  'quo"te',
  "back\\slash",
  "new\nline",
  "dot.ted/slash",
  "it's $(odd) `name`",
  "*",
  "fire🧨work",
  "# comment",
  "a: b",
  "#{y} {{z}} $" + "{x}",
  "]]>--><b>",
  "nul\u0000esc\u001b[31m",
  "\u202egnp.exe",
  "true",
  "007",
  "x".repeat(128),
];

type Argument = { name: string; type: string; capability: Capability; good: unknown[]; bad: unknown[] };

/** Arguments that call for a rule, with values that pass it under `USER` and values that no rule should pass. */
const ARGUMENTS: Argument[] = [
  {
    name: "path",
    type: "string",
    capability: "writes-files",
    good: ["/work/docs", "/work/docs/a.txt", "/work/docs/a..b/c", "/work/docs/..."],
    bad: [
      "../x",
      "/work/docs/../../etc",
      "/work/docs/..",
      "/work/docsx",
      "..",
      "..\\x",
      "/etc/passwd",
      "",
      "/work/docs\\..\\x",
    ],
  },
  {
    name: "url",
    type: "string",
    capability: "network-egress",
    good: ["https://api.acme.test/x", "http://api.acme.test", "https://api.acme.test?x=1", "https://localhost:8080/"],
    bad: [
      "https://evil.test/",
      "https://api.acme.test@evil.test/",
      "https://api.acme.test.evil.test/",
      "https://api.acme.test:80@evil.test/",
      "ftp://api.acme.test/",
      "https://evil.test/https://api.acme.test/",
      "https://api.acme.test\\@evil.test/",
      "https://localhost:80800/",
      "https://apixacme.test/",
    ],
  },
  {
    name: "sql",
    type: "string",
    capability: "runs-sql",
    good: ["select 1", "SELECT * FROM t WHERE a = 1;", "  with x as (select 1) select * from x", "explain select 2"],
    bad: [
      "drop table t",
      "select 1; drop table t",
      "with x as (delete from t) select 1",
      "selectx",
      "SeLeCt 1 INTO y",
      "",
    ],
  },
  {
    name: "command",
    type: "string",
    capability: "shell",
    good: ["git status", "ls", "ls -la"],
    bad: ["git status; rm x", "lsx", "ls | sh", "ls `x`", "ls $(x)", "ls\nrm", "rm -rf /", "ls > f", "ls (x)"],
  },
  { name: "amount", type: "integer", capability: "moves-money", good: [0, 1, 499, 500], bad: [501, -1, 10 ** 9] },
  {
    name: "currency",
    type: "string",
    capability: "moves-money",
    good: ["EUR", "USD"],
    bad: ["XBT", "eur", "EURO", ""],
  },
  {
    name: "to",
    type: "string",
    capability: "sends-messages",
    good: ["a@acme.test"],
    bad: ["b@evil.test", "a@acme.test,b@c"],
  },
  { name: "channelId", type: "string", capability: "sends-messages", good: ["a@acme.test"], bad: ["#all"] },
];

/** A user's own profile with a value for every rule that waits for one; approvals become denials nowhere. */
export const USER: Profile = readProfile(
  JSON.stringify({
    extends: "recommended",
    categories: { Financial: { action: "limit", limit: { window: "hour", max: 5 } }, Destructive: { action: "ask" } },
    values: {
      paths: ["/work/docs", "/srv/a+b"],
      hosts: ["api.acme.test", "localhost:8080"],
      commands: ["git status", "ls"],
      amount: 500,
      currencies: ["EUR", "USD"],
      recipients: ["a@acme.test"],
      branches: ["dev", "feature/x"],
    },
  }),
);

const ALL_PROFILES = [...Object.values(PROFILES), USER, USER];

const OPERATIONS = ["get", "create", "delete", "pay", 'odd "one"'];

/** A catalogue of tools as `decide` would give it: hostile names, rules of every kind, operations, all profiles. */
export const randomDecisions = (random: () => number, count: number): Decision[] => {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: count }, (_, index) => {
    const category = pick(CATEGORIES);
    const args = ARGUMENTS.filter(() => random() < 0.3);
    const tool = index < HOSTILE_NAMES.length ? (HOSTILE_NAMES[index] as string) : `tool_${index}`;
    const operations = OPERATIONS.filter(() => random() < 0.6).map((value) => ({
      argument: random() < 0.9 ? "action" : "mode",
      value,
      category: pick(CATEGORIES),
      risk: "Low" as const,
      confidence: 0.9,
    }));
    const definition: Definition = {
      name: tool,
      inputSchema: {
        type: "object",
        properties: Object.fromEntries(args.map(({ name, type }) => [name, { type }])),
        required: args.filter(() => random() < 0.5).map(({ name }) => name),
      },
    };
    const classification = classified(tool, category, {
      confidence: random(),
      capabilities: [...new Set(args.map(({ capability }) => capability))],
      ...(random() < 0.35 && { operations }),
    });
    return decide(classification, definition, pick(ALL_PROFILES));
  });
};

export type Call = { name: string; arguments: Record<string, unknown> };

/**
 * A call of one of the tools, or of a tool that nobody knows (1 in 50): arguments that pass, fail, are missing, null, or
 * of another type. Numbers are whole, as Cedar has no others.
 */
export const randomCall = (random: () => number, decisions: Decision[]): Call => {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  if (random() < 0.02) return { name: pick(["unknown", "TOOL_20", "hasOwnProperty", ""]), arguments: {} };
  const decision = pick(decisions);
  const args = Object.create(null) as Record<string, unknown>;
  const set = (name: string, good: readonly unknown[], bad: readonly unknown[], goodShare: number): void => {
    const dice = random();
    if (dice < 0.06) return;
    if (dice < 0.08) args[name] = null;
    else if (dice < 0.12)
      args[name] = pick<unknown>([[pick(good)], 7, true, { text: pick(good) }, `${String(pick(good))} `]);
    else args[name] = random() < goodShare ? pick(good) : pick(bad);
  };
  for (const { name, good, bad } of ARGUMENTS)
    if (decision.rules.some(({ argument }) => argument === name) || random() < 0.1) set(name, good, bad, 0.85);
  for (const { argument, values } of decision.operations)
    set(
      argument,
      values.map(({ value }) => value),
      ["other", "GET", "get ", ""],
      0.85,
    );
  return { name: decision.tool, arguments: args };
};
