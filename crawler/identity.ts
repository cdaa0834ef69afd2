import { identitiesOf } from "../db/records/identity.ts";
import type { ServerRecord } from "../db/records/server.ts";

/** A server with all the sources that know it, the first that told of it first. */
export interface Sighted {
  /** The name in the first record, which is the one that is looked at. */
  name: string;
  sources: string[];
}

/**
 * Makes one server of its sightings in several sources. Rules: two records of different sources are one server when they
 * share an identity. Records of one source stay apart, since the source itself tells them apart. The first record counts,
 * so the order of the sources is the order of trust; a later one adds its source and none of its identities, so that no
 * record can tie two servers together that are two without it.
 */
export class Sightings {
  private readonly known = new Map<string, Sighted>();

  /** Notes a record of a source. Gives the server that an earlier source told of already; null where it is new. */
  add(record: ServerRecord, source: string): Sighted | null {
    const identities = identitiesOf(record);
    for (const identity of identities) {
      const before = this.known.get(identity);
      if (!before || before.sources[0] === source) continue;
      if (!before.sources.includes(source)) before.sources.push(source);
      return before;
    }
    const sighted: Sighted = { name: record.name, sources: [source] };
    for (const identity of identities) if (!this.known.has(identity)) this.known.set(identity, sighted);
    return null;
  }
}
