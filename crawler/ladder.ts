import type { Outcome } from "../db/records/outcome.ts";
import type { Ready } from "./launcher.ts";
import { type Listing, listTools } from "./list-tools.ts";
import { BROKEN, type Decision, decide } from "./outcome.ts";
import { secretsOf } from "./own-secrets.ts";
import { hiddenValues, redact } from "./printable.ts";
import { planFromReadme } from "./readme.ts";
import { withoutScratch } from "./scratch.ts";
import { AS_GIVEN, type Settings, type StartPlan } from "./settings.ts";
import { planFromHelp, planFromWords } from "./told.ts";

/** The most rungs that are tried beyond what the record gives. */
const MAX_RUNGS = 6;
/** All rungs together may take so many times the deadline of one. */
const BUDGET = 2;
/** How much of the deadline of one rung a server may take to print its help. */
const HELP_SHARE = 1 / 4;

/** One rung tried: with what, what came of it, and why. */
export interface Rung {
  plan: StartPlan;
  listing: Listing;
  decision: Decision;
}

/** What says most about a server that lists nothing: an earlier outcome here wins over a later one. */
export const TELLING: readonly Outcome[] = [
  "listed",
  "incomplete",
  "gated",
  "needs-config",
  "unreachable",
  "timeout",
  "not-mcp",
  "start-failed",
];

const rank = ({ decision }: Rung): number => {
  const place = TELLING.indexOf(decision.outcome);
  return place < 0 ? TELLING.length : place;
};

interface Tried {
  rung: Rung;
  /** Everything that the server said, paths of the scratch folder shown as `<scratch>`. */
  words: string;
}

const tryRung = async (
  ready: Ready,
  plan: StartPlan,
  settings: Settings,
  limits: { deadlineMs: number; signal?: AbortSignal | undefined },
): Promise<Tried> => {
  const connection = await ready.open(settings);
  let listing: Listing;
  try {
    listing = await listTools(connection, limits);
  } finally {
    await connection.close();
  }
  const evidence = connection.evidence();
  if (evidence.noiseLines > 0)
    listing.notes.push(`${evidence.noiseLines} lines of its standard output were no messages`);
  const needles = new Map([...hiddenValues(settings.env), ...ready.private, ...secretsOf(settings, ready.private)]);
  const decision = decide(listing, evidence, (text) => redact(withoutScratch(text), needles));
  const words = withoutScratch([listing.failure?.message ?? "", evidence.stderr, evidence.noise].join("\n"));
  return { rung: { plan, listing, decision }, words };
};

/** What the server prints when it is asked for help. */
const helpOf = async (ready: Ready, plan: StartPlan, limitMs: number): Promise<string> => {
  const connection = await ready.open({ ...ready.configure({ ...plan, commands: [], options: [] }), args: ["--help"] });
  try {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((done) => {
      timer = setTimeout(done, limitMs);
    });
    await Promise.race([connection.failed, late]);
    clearTimeout(timer);
  } finally {
    await connection.close();
  }
  const { stderr, noise } = connection.evidence();
  return `${noise}\n${stderr}`;
};

/** The plan with a stand-in for every port of this machine that the settings name; null where it has them all. */
const withBackends = (ready: Ready, plan: StartPlan): StartPlan | null => {
  const { args, env } = ready.configure(plan);
  const addresses = [...args, ...Object.values(env)].flatMap((text) => [
    ...text.matchAll(/\b(?:127\.0\.0\.1|localhost):(\d{4,5})\b/g),
  ]);
  const ports = Object.entries(env).flatMap(([name, value]) => (/_PORT$/i.test(name) ? [value] : []));
  const backends = [...addresses.map((match) => match[1] ?? ""), ...ports].map(Number).filter((port) => port >= 1_024);
  const missing = backends.filter((port) => port < 65_536 && !plan.backends.includes(port));
  return missing.length > 0 ? { ...plan, backends: [...plan.backends, ...new Set(missing)] } : null;
};

/**
 * Starts a server rung by rung until it lists its tools: by the plan that worked the last time, as its record gives it,
 * with placeholders for what the record requires, then with what the server's own words ask for, with what its `--help`
 * offers, at last with what its README starts it with. No setting is tried twice, and all rungs share one budget of twice
 * the deadline. Gives the rung that says most.
 */
export const climb = async (
  ready: Ready,
  { deadlineMs, signal, before }: { deadlineMs: number; signal?: AbortSignal | undefined; before?: StartPlan | null },
): Promise<Rung> => {
  const ends = performance.now() + deadlineMs * BUDGET;
  const done = new Set<string>();
  const rungs: Rung[] = [];
  const given = new Set(Object.keys(ready.configure({ ...AS_GIVEN, placeholders: true }).env));
  const configurable =
    JSON.stringify(ready.configure({ ...AS_GIVEN, options: ["x"] })) !== JSON.stringify(ready.configure(AS_GIVEN));
  let words = "";
  /** Tries a plan unless its settings were tried or time is up; true when there is no reason to go on. */
  const attempt = async (plan: StartPlan): Promise<boolean> => {
    const settings = ready.configure(plan);
    const key = JSON.stringify(settings);
    const left = ends - performance.now();
    if (done.has(key) || left <= 0) return false;
    done.add(key);
    const tried = await tryRung(ready, plan, settings, { deadlineMs: Math.min(deadlineMs, left), signal });
    rungs.push(tried.rung);
    words = tried.words;
    const { decision, listing } = tried.rung;
    // Some servers offer nothing until they are configured: an empty list is kept, and the next rung tried all the same.
    const listed = decision.outcome === "listed" && listing.tools.length > 0;
    // What the network keeps from it, no setting gives.
    const final = listed || decision.outcome === "incomplete" || decision.outcome === "unreachable";
    return final || BROKEN.test(words) || (signal?.aborted ?? false);
  };
  const run = async (): Promise<void> => {
    if (before && (await attempt(before))) return;
    if (await attempt(AS_GIVEN)) return;
    if (!configurable) return;
    let plan: StartPlan = { ...AS_GIVEN, placeholders: true };
    if (await attempt(plan)) return;
    let help: string | null = null;
    let readmeRead = false;
    while (rungs.length < MAX_RUNGS) {
      let next = planFromWords(words, plan, given) ?? withBackends(ready, plan);
      const left = ends - performance.now();
      if (!next && help === null && left > 0) {
        help = await helpOf(ready, plan, Math.min(deadlineMs * HELP_SHARE, left / 2));
        next = planFromHelp(help, words, plan) ?? planFromWords(help, plan, given);
      }
      next ??= help === null ? null : planFromHelp(help, words, plan);
      if (!next && !readmeRead) {
        readmeRead = true;
        const readme = await ready.readme?.();
        if (readme) next = planFromReadme(readme, ready.identifier, plan, given);
      }
      if (!next) return;
      plan = next;
      if (await attempt(plan)) return;
    }
  };
  await run();
  const [best] = rungs.sort((a, b) => rank(a) - rank(b) || b.listing.tools.length - a.listing.tools.length);
  if (!best) throw new Error("no rung was tried");
  return best;
};
