import type { Db } from "../../db/open.ts";
import { changesOf } from "../../db/queries/changes.ts";
import { findTarget } from "../../db/queries/find-target.ts";
import { search, serversBehind } from "../../db/queries/search.ts";
import { readBundle } from "../../site/server-bundle.ts";
import { type CatalogueSource, NotKnown } from "./source.ts";

/** The catalogue of a database. Each question reads it anew, since a crawl may go on beside. */
export const databaseSource = (db: Db): CatalogueSource => {
  const bundle = (slug: string) => readBundle(db, slug);
  return {
    asksElsewhere: false,
    async find(target) {
      const found = await findTarget(db, target);
      if (!found.found) throw new NotKnown([found.message, ...found.near].join("\n"));
      return { slug: found.serverSlug, ...(found.tool === undefined ? {} : { tool: found.tool }) };
    },
    async server(slug) {
      const { page, tools, unjudged, grade, combinations } = await bundle(slug);
      return {
        name: page.name,
        outcome: page.latestAttempt.outcome,
        lastSeenAt: page.lastSeenAt,
        version: page.listing?.version ?? null,
        protocolVersion: page.listing?.protocolVersion ?? null,
        grade,
        tools: tools.map(({ classification }) => classification),
        unjudged,
        combinations,
      };
    },
    async tools(slug, name) {
      const { tools } = await bundle(slug);
      return name === undefined ? tools : tools.filter((tool) => tool.name === name);
    },
    search: (query, limit) => search(db, query, limit),
    changes: (wanted) => changesOf(db, wanted),
    serversBehind: (reached) => serversBehind(db, reached),
  };
};
