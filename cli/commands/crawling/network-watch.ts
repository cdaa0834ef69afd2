import { connect } from "node:net";
import type { CrawlResult } from "../../../crawler/crawl.ts";
import type { Attempt } from "../../../db/records/attempt.ts";

/*
 * When this machine's own network or name service is down, every server seems to fail. That says nothing about them: it
 * must not be kept as their outcome, nor put thousands of them off.
 */

/** Results in a row that may be this machine's fault, until the network is looked at. */
const SUSPECT = 12;
/** Milliseconds until a host counts as silent. */
const LOOK_MS = 5_000;
/** Hosts that crawls talk to anyway; one that answers is enough. */
const HOSTS = ["registry.npmjs.org", "pypi.org", "registry.modelcontextprotocol.io"];

/** This machine's network is down. Nothing was saved of what seemed to fail by it. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

/** Whether the attempt failed before anything of the server's own ran or answered. */
const mayBeOurs = ({ outcome, launcher }: Attempt): boolean =>
  outcome === "install-failed" || (outcome === "unreachable" && launcher === "remote");

const dial = (host: string, port: number): Promise<string> =>
  new Promise((answered, silent) => {
    const socket = connect({ host, port, timeout: LOOK_MS });
    const end = (why?: string): void => {
      socket.destroy();
      if (why === undefined) answered(host);
      else silent(new Error(`${host}: ${why}`));
    };
    socket.once("connect", () => end());
    socket.once("timeout", () => end("no answer"));
    socket.once("error", (error) => end(error.message));
  });

/** Null when the network is there, else what the hosts that were tried said. Behind a proxy it is the proxy that counts. */
export const lookAtNetwork = async (env: NodeJS.ProcessEnv = process.env): Promise<string | null> => {
  const proxy = env.HTTPS_PROXY ?? env.https_proxy ?? "";
  const through = URL.canParse(proxy) ? new URL(proxy) : null;
  const looks = through
    ? [dial(through.hostname, Number(through.port) || (through.protocol === "https:" ? 443 : 80))]
    : HOSTS.map((host) => dial(host, 443));
  try {
    await Promise.any(looks);
    return null;
  } catch (error) {
    const errors = error instanceof AggregateError ? (error.errors as Error[]) : [];
    return errors.map(({ message }) => message).join("; ");
  }
};

/** Holds back results that may be this machine's fault until another one, or a look at the network, says that they are not. */
export class NetworkWatch {
  readonly #look: () => Promise<string | null>;
  #held: CrawlResult[] = [];

  /** `look` gives null when the network is there, else why not. */
  constructor(look: () => Promise<string | null> = lookAtNetwork) {
    this.#look = look;
  }

  /** How many results are held back. */
  get held(): number {
    return this.#held.length;
  }

  /** The results that may be saved now, this one among them unless it is held back. Throws a NetworkError. */
  async pass(result: CrawlResult): Promise<CrawlResult[]> {
    this.#held.push(result);
    return mayBeOurs(result.attempt) && this.#held.length < SUSPECT ? [] : this.rest();
  }

  /** What is held back, when nothing comes any more. Throws a NetworkError. */
  async rest(): Promise<CrawlResult[]> {
    const held = this.#held;
    this.#held = [];
    if (held.length > 0 && held.every(({ attempt }) => mayBeOurs(attempt))) {
      const why = await this.#look();
      if (why !== null) throw new NetworkError(`this machine's network or name service is down (${why})`);
    }
    return held;
  }
}
