import { readFileSync } from "node:fs";
import { z } from "zod";

const ManifestSchema = z.looseObject({
  name: z.literal("toolrisk"),
  version: z.string(),
  repository: z.looseObject({ url: z.string() }),
});

/** The manifest stands beside `db/` in the repository and beside `dist/` in the package. */
const manifest = (): z.infer<typeof ManifestSchema> => {
  for (const path of ["../../package.json", "../../../package.json"]) {
    try {
      const found = ManifestSchema.safeParse(JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")));
      if (found.success) return found.data;
    } catch {
      // The other place is tried next; neither is an error below.
    }
  }
  throw new Error(
    "package.json of toolrisk was not found beside its code: the installation is damaged; install it again",
  );
};

/** The version of package.json. */
export const version = (): string => manifest().version;

/** Where people find what toolrisk is: the repository's address on the web. */
export const homepage = (): string =>
  manifest()
    .repository.url.replace(/^git\+/, "")
    .replace(/\.git$/, "");
