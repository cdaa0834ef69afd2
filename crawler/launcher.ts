import type { Outcome } from "../db/records/outcome.ts";
import type { ServerRecord } from "../db/records/server.ts";
import type { Connection } from "./connection.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Settings, StartPlan } from "./settings.ts";

/** Where launchers keep what they fetch, and what stops them. */
export interface LaunchContext {
  /** The folder of caches (TOOLRISK_HOME); launchers write below `<home>/packages/<id>/`. */
  readonly home: string;
  readonly signal?: AbortSignal | undefined;
  /**
   * What every process is started in, of the fetch and of the server. Asked for by launchers that start one; throws a
   * NoSandboxError, which ends the crawl, where there is none.
   */
  readonly sandbox: () => Promise<Sandbox>;
}

/** What a record says of the one way that a launcher would take, before anything is fetched. */
export interface Target {
  registryType: string | null;
  /** The package's name, or the address without its secrets. */
  identifier: string;
  /** Null where the record pins none. */
  version: string | null;
}

/** A server that is fetched and can be started, as often as wanted. */
export interface Ready extends Target {
  /** The lock's integrity of the package; null where there is none. */
  readonly integrity: string | null;
  /** The id of what confines it where that is not the crawl's own sandbox. */
  readonly confinedBy?: string;
  /** Remarkable things, such as install scripts that were not run. */
  readonly notes: string[];
  /**
   * What it is started with by a plan. A launcher whose way has nothing to configure gives the same for every plan, and
   * the ladder then has a single rung.
   */
  configure(plan: StartPlan): Settings;
  /** Texts of this machine that an error must not show, each with what stands for it. */
  readonly private: ReadonlyMap<string, string>;
  /** What the package says of itself to people: the beginning of its README. Null, or absent, where there is none. */
  readme?(): Promise<string | null>;
  /**
   * Prepares the same package in another way, for when this one turns out to be broken in itself; absent where there is
   * no other. Throws a `LaunchError`.
   */
  otherwise?(): Promise<Ready>;
  /** Starts or dials it. What goes wrong afterwards is told through the connection. */
  open(settings: Settings): Promise<Connection>;
}

/** A way to start or reach a server: one file in `crawler/launchers/`, whose name is the id. */
export interface Launcher {
  readonly id: string;
  /** One line for people. */
  readonly says: string;
  /** Whether its servers run on this machine, and so share its processors. */
  readonly runsHere: boolean;
  /** What this launcher would start for the record, or null where that is none of its business. Reads the record only. */
  target(record: ServerRecord): Target | null;
  /** Fetches what is needed and checks it. Throws a `LaunchError` where that cannot or must not be done. */
  prepare(record: ServerRecord, context: LaunchContext): Promise<Ready>;
}

/** A server that cannot be started, with the outcome that this is. */
export class LaunchError extends Error {
  override readonly name = "LaunchError";
  readonly outcome: Outcome;
  constructor(outcome: Outcome, message: string) {
    super(message);
    this.outcome = outcome;
  }
}
