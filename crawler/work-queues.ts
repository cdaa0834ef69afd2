import PQueue from "p-queue";
import type { Launcher, Target } from "./launcher.ts";

/** Remote servers asked at once for each one that runs here: they cost us next to no processor time. */
const REMOTES_PER_SLOT = 16;
/** Remote servers of one host asked at once: some hosts front thousands of them. */
const PER_HOST = 2;

/**
 * Who may work at once. Installing is bound by the disk, listing by the processor, remote servers by the network and by
 * what is polite to a host: none waits for another kind.
 */
export class WorkQueues {
  private readonly installs: PQueue;
  private readonly listings: PQueue;
  private readonly remotes: PQueue;
  private readonly hosts = new Map<string, PQueue>();

  /** `concurrency` is the number of servers that run on this machine at once. */
  constructor(concurrency: number) {
    this.installs = new PQueue({ concurrency: Math.max(1, Math.floor(concurrency / 2)) });
    this.listings = new PQueue({ concurrency });
    this.remotes = new PQueue({ concurrency: concurrency * REMOTES_PER_SLOT });
  }

  /** Runs the fetching of what is needed. */
  prepare<T>(launcher: Launcher | null, work: () => Promise<T>): Promise<T> {
    return launcher?.runsHere ? this.installs.add(work) : work();
  }

  /** Runs the asking of a server. */
  async ask<T>(launcher: Launcher, target: Target, work: () => Promise<T>): Promise<T> {
    if (launcher.runsHere) return this.listings.add(work);
    const host = URL.canParse(target.identifier) ? new URL(target.identifier).host : target.identifier;
    const queue = this.hosts.get(host) ?? new PQueue({ concurrency: PER_HOST });
    this.hosts.set(host, queue);
    try {
      // The host first: the other way round a slow host would hold every slot while its requests wait for one another.
      return await queue.add(() => this.remotes.add(work));
    } finally {
      if (queue.size === 0 && queue.pending === 0) this.hosts.delete(host);
    }
  }
}
