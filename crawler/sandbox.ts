/** Bounds on one confined command with everything that it starts. */
export interface Limits {
  /** Resident memory of all its processes together, in bytes. Looked at twenty times a second, so it can be passed shortly. */
  memory: number;
  /**
   * Private memory of any one process, in bytes (RLIMIT_DATA), reserved or used. V8 reserves 512 MiB for the code of each
   * thread of JavaScript, so Node 24 does not start below 768 MiB, and one of 36 well-known servers needs 3 GiB.
   */
  processMemory: number;
  /** Processes and threads at once. */
  processes: number;
  /** Processor time of any one process, in seconds. */
  cpuSeconds: number;
  /** The size of any one file that it writes, in bytes. */
  fileSize: number;
  /** Open files of any one process. */
  openFiles: number;
  /** Each of its writable folders in memory, in bytes; /dev/shm gets a 64th. */
  scratch: number;
}

/** What a server may use while it lists its tools; all of 62 well-known servers stay below (measured: 478 MiB, 38 tasks). */
export const SERVER_LIMITS: Limits = {
  memory: 512 * 2 ** 20,
  processMemory: 4 * 2 ** 30,
  processes: 128,
  cpuSeconds: 60,
  fileSize: 64 * 2 ** 20,
  openFiles: 1_024,
  scratch: 64 * 2 ** 20,
};

/** What fetching a package may use: it unpacks up to tens of thousands of files and runs no code of the package. */
export const FETCH_LIMITS: Limits = {
  memory: 2 ** 30,
  processMemory: 4 * 2 ** 30,
  processes: 128,
  cpuSeconds: 300,
  fileSize: 512 * 2 ** 20,
  openFiles: 4_096,
  scratch: 64 * 2 ** 20,
};

/** A command to confine. Every path is absolute. */
export interface Plan {
  command: string;
  args: readonly string[];
  /** What its environment holds besides HOME, PATH, TMPDIR and LANG: nothing of the crawler's gets in. */
  env: Readonly<Record<string, string>>;
  /**
   * Where it lives where nothing confines it. A sandbox has an empty home of its own; what is printed of that is told as
   * if it were this one.
   */
  scratch: { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
  /** Files and folders of this machine that it may read, the one with its program first. The rest of the disk is not there. */
  readOnlyPaths: readonly string[];
  /** Folders of this machine that it may also write; none for a server. */
  writablePaths?: readonly string[];
  /** Where it is started; one of the paths above or below one. Default: its home. */
  cwd?: string;
  limits: Limits;
  network: "none" | { doors: readonly Door[] };
}

/** A port of the sandbox's own loopback address that leads to a unix socket of this machine, and nowhere else. */
export interface Door {
  port: number;
  socket: string;
}

/** What to spawn for a plan. */
export interface Confined {
  command: string;
  args: string[];
  /** The environment of the spawn itself, in full. */
  env: Record<string, string>;
  cwd: string;
  /** What to write into the descriptors 3, 4, … of the child before it starts; each is then closed. */
  feeds: Buffer[];
  /**
   * What holds it to this crawler however that ends: the command to run when the crawler is gone, besides ending the
   * spawned process with all its children; empty: nothing besides. Null: it is not so held.
   */
  lifeline: readonly string[] | null;
  /** Texts as the confined command knows them, with what they are on this machine: to read what it prints. */
  inside: ReadonlyMap<string, string>;
  /** Resident memory that the watchdog ends it at, in bytes; null where the sandbox itself keeps the limit. */
  watchMemory: number | null;
  /** Ends what killing the spawned process does not (a container); never rejects. */
  end?: () => Promise<void>;
}

/** Whether a sandbox holds on this machine, found by running a canary inside. */
export type Proof = { ok: true } | { ok: false; reason: string; remedy: string };

/** A way to confine a command: one file in `crawler/sandboxes/`, whose name is the id. */
export interface Sandbox {
  readonly id: string;
  /** One line for people. */
  readonly says: string;
  /** Whether servers are kept from the machine at all; false only for `none`, which nothing chooses by itself. */
  readonly confines: boolean;
  /** Whether the system's programs (`/usr`) are this machine's inside too, by the same paths. */
  readonly sharesSystem?: true;
  /** Whether it may be another one at any time (another daemon, another image): then a proof is never remembered. */
  readonly changes?: true;
  /** Runs the canary. Never throws: what is missing is a reason. Callers use `proofOf`, which remembers it. */
  probe(): Promise<Proof>;
  wrap(plan: Plan): Confined;
}
