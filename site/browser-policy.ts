import { fileURLToPath } from "node:url";

/*
 * The policy builder writes every format in the browser, by the code that the command uses. Some of that code brings
 * libraries that are too heavy for a page, or reads back what was written; there, these stand in for it:
 *
 * - `zod`: the decisions come from data that the build has checked, so no schema is needed;
 * - `policy/policy-file.ts`: the check of what was just written, for the same reason;
 * - `policy/yaml-text.ts`, `policy/toml-text.ts` and `policy/combine.ts`: what is written is noted, and files of several servers
 *   are put together, without a parser.
 *
 * A test holds that a browser gives the bytes of the command in each format.
 */
const STAND_INS: readonly (readonly [module: RegExp, file: string])[] = [
  [/^zod$/, "no-schemas"],
  [/\/policy\/policy-file\.[tj]s$/, "checked-policy"],
  [/\/policy\/yaml-text\.[tj]s$/, "yaml-text"],
  [/\/policy\/toml-text\.[tj]s$/, "toml-text"],
  [/\/policy\/combine\.[tj]s$/, "combine"],
];

/** The part of a Vite plugin that is needed; Vite's own type would be another dependency. */
type Resolving = { resolve: (source: string, importer?: string, options?: object) => Promise<{ id: string } | null> };

/** A Vite plugin that gives scripts of pages the stand-ins, and nobody else. */
export const policyInBrowser = () => ({
  name: "toolrisk:policy-in-browser",
  enforce: "pre" as const,
  applyToEnvironment: ({ name }: { name: string }): boolean => name === "client",
  async resolveId(this: Resolving, source: string, importer: string | undefined, options: object) {
    if (importer === undefined || importer.includes("/browser-policy/")) return null;
    const found =
      source === "zod" ? { id: source } : await this.resolve(source, importer, { ...options, skipSelf: true });
    const standIn = STAND_INS.find(([module]) => found && module.test(found.id.replaceAll("\\", "/")));
    if (!standIn) return found;
    const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
    return fileURLToPath(new URL(`./browser-policy/${standIn[1]}.${ending}`, import.meta.url));
  },
});
