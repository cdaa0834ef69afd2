import type { Outcome } from "../db/records/outcome.ts";
import type { ServerRecord } from "../db/records/server.ts";
import type { Connection } from "./connection.ts";
import type { Settings } from "./settings.ts";

/** Where launchers keep what they fetch, and what stops them. */
export interface LaunchContext {
  /** The folder of caches (TOOLRISK_HOME); launchers write below `<home>/packages/<id>/`. */
  readonly home: string;
  readonly signal?: AbortSignal | undefined;
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
  /** Remarkable things, such as install scripts that were not run. */
  readonly notes: string[];
  /** What the record itself gives to start it with. */
  readonly settings: Settings;
  /** Texts of this machine that an error must not show, each with what stands for it. */
  readonly private: ReadonlyMap<string, string>;
  /** Starts or dials it. What goes wrong afterwards is told through the connection. */
  open(settings: Settings): Promise<Connection>;
}

/** A way to start or reach a server: one file in `crawler/launchers/`, whose name is the id. */
export interface Launcher {
  readonly id: string;
  /** One line for people. */
  readonly says: string;
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
