import { recordOf } from "../parse-records.ts";
import { registryPages } from "../registry-pages.ts";
import { shownAddress } from "../shown-address.ts";
import { type Source, SourceError } from "../source.ts";

/** The official registry (https://github.com/modelcontextprotocol/registry). */
const OFFICIAL = "https://registry.modelcontextprotocol.io";

/** A registry that speaks the official API: the official one, or the one at the URL. */
export const registry: Source = {
  id: "registry",
  says: "the official MCP registry, or another at the URL (?search=… and ?updated_since=… are passed on)",
  argument: "URL",
  optional: true,
  tellsChanges: true,
  placeOf: (address) => {
    const place = shownAddress(address ?? OFFICIAL).replace(/\/+$/, "");
    return place === OFFICIAL ? null : place;
  },
  read: async function* (address, options) {
    const text = address ?? OFFICIAL;
    if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
      throw new SourceError(`source registry wants a web address, not ${JSON.stringify(text)}`);
    const url = new URL(text);
    if (options?.since && !url.searchParams.has("updated_since")) url.searchParams.set("updated_since", options.since);
    for await (const { number, rows } of registryPages(url, options?.signal))
      for (const [index, row] of rows.entries()) yield recordOf(row, `page ${number}, item ${index + 1}`);
  },
};
