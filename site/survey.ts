import { FINDING_RULES } from "../classifier/findings.ts";
import type { Letter } from "../classifier/grade.ts";
import { RULES } from "../classifier/rules.ts";
import type { ChangeLevel } from "../db/records/change.ts";
import {
  CAPABILITIES,
  CATEGORIES,
  type Capability,
  type Category,
  RISKS,
  type Risk,
} from "../db/records/classification.ts";
import { textOf } from "../db/records/definition.ts";
import type { Outcome } from "../db/records/outcome.ts";
import { rowOf } from "./catalogue.ts";
import { attackPatternsFor } from "./content/attack-patterns.ts";
import { owaspFor } from "./content/owasp.ts";
import type { JudgedTool, ServerBundle } from "./server-bundle.ts";
import type { DatedChange } from "./server-changes.ts";
import { type ToolRow, titleOf } from "./view/facts.ts";
import { claimsOf } from "./view/parameters.ts";
import { compareRisk, riskiestFirst } from "./view/tool-view.ts";

/** Tools that a list page shows; the search has the rest. */
const SHOWN = 50;

/** Some tools that have something in common: how many, on how many servers, and those to look at first. */
export class Group {
  tools = 0;
  servers = 0;
  #last = "";
  #added: ToolRow[] = [];
  #shown: Turns = { first: [], rest: [] };

  add(row: ToolRow): void {
    this.tools++;
    if (row.serverSlug !== this.#last) this.servers++;
    this.#last = row.serverSlug ?? "";
    this.#added.push(row);
    // Kept small, and cut rarely: what is cut is never among the first.
    if (this.#added.length >= SHOWN * 8) this.#settle();
  }

  /** Those to look at first: of each server its first three, and then the rest. */
  get rows(): ToolRow[] {
    const { first, rest } = this.#settle();
    return [...first, ...rest];
  }

  /** The first `most` of `rows` as a list shows them, the riskiest first. */
  shown(most = SHOWN): ToolRow[] {
    return riskiestFirst(this.rows.slice(0, most));
  }

  /** What it holds, for another thread. */
  part(): GroupPart {
    return { tools: this.tools, servers: this.servers, ...this.#settle() };
  }

  /** Adds what another one holds, of servers that come after all of this one's. */
  merge({ tools, servers, first, rest }: GroupPart): void {
    this.tools += tools;
    this.servers += servers;
    const ours = this.#settle();
    this.#shown = cut({ first: inOrder(ours.first, first), rest: inOrder(ours.rest, rest) });
  }

  #settle(): Turns {
    if (this.#added.length > 0) {
      this.#shown = turnsOf([...this.#shown.first, ...this.#shown.rest, ...this.#added]);
      this.#added = [];
    }
    return this.#shown;
  }
}

/** One server with many such tools would fill the page; of each the first three are shown, then the rest. */
type Turns = { first: ToolRow[]; rest: ToolRow[] };

export type GroupPart = Turns & { tools: number; servers: number };

const cut = ({ first, rest }: Turns): Turns =>
  first.length + rest.length <= SHOWN
    ? { first, rest }
    : { first: first.slice(0, SHOWN), rest: rest.slice(0, Math.max(SHOWN - first.length, 0)) };

const turnsOf = (rows: ToolRow[]): Turns => {
  const seen = new Map<string, number>();
  const turns: Turns = { first: [], rest: [] };
  for (const row of riskiestFirst(rows)) {
    const server = row.serverSlug ?? "";
    const n = (seen.get(server) ?? 0) + 1;
    seen.set(server, n);
    (n <= 3 ? turns.first : turns.rest).push(row);
  }
  return cut(turns);
};

/** Two lists, each riskiest first, as one; of equal rows those of the list that comes first. */
const inOrder = (ours: ToolRow[], theirs: readonly ToolRow[]): ToolRow[] => {
  const last = ours[SHOWN - 1];
  const [head] = theirs;
  // Most of what comes is less than all that is shown.
  if (!head || (last && compareRisk(head, last) >= 0)) return ours;
  const merged: ToolRow[] = [];
  let at = 0;
  for (const row of theirs) {
    for (let mine = ours[at]; mine && compareRisk(mine, row) <= 0; mine = ours[at]) {
      merged.push(mine);
      at++;
    }
    merged.push(row);
  }
  return [...merged, ...ours.slice(at)];
};

const groups = <Key extends string>(keys: Iterable<Key>): Record<Key, Group> =>
  Object.fromEntries([...keys].map((key) => [key, new Group()])) as Record<Key, Group>;

/** A change with the server and tool that it is about, as feeds and the page of changes show it. */
export type ListedChange = DatedChange & { serverSlug: string; serverTitle: string };

/** Changes of each level that are kept, so that many small ones leave no grave one out of the page and the feeds. */
const CHANGES_KEPT = 200;

/** The newest first, in the order of every other reader, at most so many of each level. */
const newest = (changes: ListedChange[]): ListedChange[] => {
  const kept = new Map<ChangeLevel, number>();
  return changes
    .sort((a, b) => b.id - a.id)
    .filter(({ level }) => {
      const n = (kept.get(level) ?? 0) + 1;
      kept.set(level, n);
      return n <= CHANGES_KEPT;
    });
};

/** The tools of the whole catalogue to look at first: as many as any list has. */
export const firstTools = ({ risks }: Survey): ToolRow[] =>
  [...RISKS]
    .reverse()
    .flatMap((risk) => risks[risk].rows)
    .slice(0, SHOWN);

/** A server as the list of all of them shows it. */
export type ListedServer = { slug: string; title: string; tools: number; outcome: Outcome };

/** What a survey of some servers holds, as it goes from one thread to another. */
export type SurveyPart = {
  servers: ListedServer[];
  groups: [name: string, group: GroupPart][];
  sources: Survey["sources"];
  grades: Survey["grades"];
  sizes: number[];
  serversWith: Survey["serversWith"];
  counts: [exposed: number, silent: number, annotated: number];
  claims: Survey["claims"];
  confidence: number[];
  changes: ListedChange[];
};

/** What one walk over the catalogue found, for the pages and files that are about more than one server. */
export class Survey {
  readonly categories: Record<Category, Group> = groups(CATEGORIES);
  readonly risks: Record<Risk, Group> = groups(RISKS);
  readonly capabilities: Record<Capability, Group> = groups(Object.keys(CAPABILITIES) as Capability[]);
  readonly owasp = new Map<string, Group>();
  readonly attacks = new Map<string, Group>();
  readonly rules = new Map<string, Group>([...RULES, ...FINDING_RULES].map(({ id }) => [id, new Group()]));
  readonly sources = new Map<string, { servers: number; tools: number }>();
  readonly grades = new Map<Letter | "not graded", number>();
  /** Every server, in the order of the catalogue. */
  readonly servers: ListedServer[] = [];
  /** Servers by their number of tools, those with at least one. */
  readonly sizes: number[] = [];
  /** Servers that have at least one tool of the category. */
  readonly serversWith: Record<Category, number> = { Read: 0, Write: 0, Execute: 0, Destructive: 0, Financial: 0 };
  /** Servers that can destroy, move money or execute. */
  exposed = 0;
  silent = 0;
  annotated = 0;
  /** For each claim of an author, such as "readOnlyHint: true", the tools that make it, by the category they were given. */
  readonly claims = new Map<string, Record<Category, number>>();
  /** Tools by confidence, in ten equal steps. */
  readonly confidence: number[] = Array.from({ length: 10 }, () => 0);
  #changes: ListedChange[] = [];

  add(bundle: ServerBundle): void {
    const { page, tools, grade, changes } = bundle;
    const server = { slug: page.slug, title: titleOf(page.record) };
    // Several registries are of one kind, which has one page.
    for (const source of new Set(page.sources.map((one) => one.source.replace(/:.*/s, "")))) {
      const known = this.sources.get(source) ?? { servers: 0, tools: 0 };
      this.sources.set(source, { servers: known.servers + 1, tools: known.tools + tools.length });
    }
    this.servers.push({ ...server, tools: tools.length, outcome: page.latestAttempt.outcome });
    const letter = grade.letter ?? "not graded";
    this.grades.set(letter, (this.grades.get(letter) ?? 0) + 1);
    for (const tool of tools) this.#addTool(tool, server);
    for (const change of changes ?? [])
      this.#changes.push({ ...change, serverSlug: server.slug, serverTitle: server.title });
    if (tools.length === 0) return;
    this.sizes.push(tools.length);
    const has = new Set(tools.map((tool) => tool.classification.category));
    for (const category of has) this.serversWith[category]++;
    if (has.has("Destructive") || has.has("Execute") || has.has("Financial")) this.exposed++;
  }

  /** The newest changes of each level, all together newest first. */
  get changes(): ListedChange[] {
    this.#changes = newest(this.#changes);
    return this.#changes;
  }

  /** What it holds, for another thread. */
  part(): SurveyPart {
    return {
      servers: this.servers,
      groups: this.#groups().map(([key, group]) => [key, group.part()]),
      sources: this.sources,
      grades: this.grades,
      sizes: this.sizes,
      serversWith: this.serversWith,
      counts: [this.exposed, this.silent, this.annotated],
      claims: this.claims,
      confidence: this.confidence,
      changes: this.changes,
    };
  }

  /** Adds what another survey found on servers that come after all of this one's. */
  merge(part: SurveyPart): void {
    const known = new Map(this.#groups());
    for (const [key, group] of part.groups) (known.get(key) ?? this.#newGroup(key)).merge(group);
    for (const [source, { servers, tools }] of part.sources) {
      const ours = this.sources.get(source) ?? { servers: 0, tools: 0 };
      this.sources.set(source, { servers: ours.servers + servers, tools: ours.tools + tools });
    }
    for (const [letter, n] of part.grades) this.grades.set(letter, (this.grades.get(letter) ?? 0) + n);
    for (const server of part.servers) this.servers.push(server);
    this.sizes.push(...part.sizes);
    for (const category of CATEGORIES) this.serversWith[category] += part.serversWith[category];
    for (const [hint, verdicts] of part.claims)
      for (const category of CATEGORIES) this.#claimed(hint)[category] += verdicts[category];
    const [exposed, silent, annotated] = part.counts;
    this.exposed += exposed;
    this.silent += silent;
    this.annotated += annotated;
    for (const [step, n] of part.confidence.entries()) this.confidence[step] = (this.confidence[step] ?? 0) + n;
    if (part.changes.length === 0) return;
    this.#changes.push(...part.changes);
    this.#changes = this.changes;
  }

  /** Every group under a name of its own. */
  #groups(): [string, Group][] {
    const named = (kind: string, all: Iterable<[string, Group]>) =>
      [...all].map(([key, group]): [string, Group] => [`${kind} ${key}`, group]);
    return [
      ...named("category", Object.entries(this.categories)),
      ...named("risk", Object.entries(this.risks)),
      ...named("capability", Object.entries(this.capabilities)),
      ...named("owasp", this.owasp),
      ...named("attack", this.attacks),
      ...named("rule", this.rules),
    ];
  }

  /** The group of a name of `#groups` that this survey does not have yet. */
  #newGroup(name: string): Group {
    const [kind, key] = name.split(" ", 2) as [string, string];
    return this.#group({ owasp: this.owasp, attack: this.attacks }[kind] ?? this.rules, key);
  }

  #addTool(tool: JudgedTool, server: { slug: string; title: string }): void {
    const { category, risk, capabilities, confidence, evidence, findings } = tool.classification;
    const row = { ...rowOf(tool, server), description: textOf(tool.definition, "description").slice(0, 400) };
    this.categories[category].add(row);
    this.risks[risk].add(row);
    for (const capability of capabilities) this.capabilities[capability].add(row);
    for (const { slug } of owaspFor(capabilities)) this.#group(this.owasp, slug).add(row);
    for (const { id } of attackPatternsFor(capabilities)) this.#group(this.attacks, id).add(row);
    for (const rule of new Set([...evidence, ...findings].map((one) => one.rule)))
      this.#group(this.rules, rule).add(row);
    if (row.description.trim() === "") this.silent++;
    const claims = claimsOf(tool.definition);
    if (claims.length > 0) this.annotated++;
    for (const { hint } of claims) this.#claimed(hint)[category]++;
    const step = Math.min(Math.floor(confidence * 10), 9);
    this.confidence[step] = (this.confidence[step] ?? 0) + 1;
  }

  #claimed(hint: string): Record<Category, number> {
    const known = this.claims.get(hint) ?? { Read: 0, Write: 0, Execute: 0, Destructive: 0, Financial: 0 };
    this.claims.set(hint, known);
    return known;
  }

  #group(map: Map<string, Group>, key: string): Group {
    const known = map.get(key);
    if (known) return known;
    const group = new Group();
    map.set(key, group);
    return group;
  }
}
