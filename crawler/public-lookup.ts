import { Resolver } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "./public-address.ts";

/** How long one name server may take, in ms, and how often each is asked. */
const ANSWER_MS = 2_500;
const TRIES = 2;

/**
 * Looks names up for `net.connect`, and gives public addresses alone: one private answer among several is enough to refuse,
 * by the error that `blocked` makes. The name servers of the system are asked over sockets of our own, not through the
 * system's lookup, which keeps one of libuv's four threads for as long as a hostile zone does not answer: a few such names
 * would hold up all others, and every file. So names of this machine alone (/etc/hosts, mDNS) are not known here.
 */
export const publicLookup = (blocked: (host: string) => Error): { lookup: LookupFunction; cancel: () => void } => {
  const resolver = new Resolver({ timeout: ANSWER_MS, tries: TRIES });
  const find = async (host: string): Promise<{ address: string; family: 4 | 6 }[]> => {
    // RFC 6761: these are this machine, whatever a name server says.
    if (/(?:^|\.)localhost\.?$/i.test(host)) throw blocked(host);
    const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const found = [
      ...(four.status === "fulfilled" ? four.value.map((address) => ({ address, family: 4 as const })) : []),
      ...(six.status === "fulfilled" ? six.value.map((address) => ({ address, family: 6 as const })) : []),
    ];
    if (found.length === 0) throw four.status === "rejected" ? four.reason : new Error(`${host} has no address`);
    if (!found.every(({ address }) => isPublicAddress(address))) throw blocked(host);
    return found;
  };
  const lookup: LookupFunction = (host, options, done) => {
    find(host).then(
      (found) => {
        const asked = found.filter(({ family }) => !options.family || family === options.family);
        const [first] = asked;
        if (options.all) done(null, asked);
        else if (first) done(null, first.address, first.family);
        else done(new Error(`${host} has no address of the kind that is wanted`), "");
      },
      (error: NodeJS.ErrnoException) => done(error, ""),
    );
  };
  return { lookup, cancel: () => resolver.cancel() };
};
