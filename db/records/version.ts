import { readFileSync } from "node:fs";

interface Manifest {
  name: "toolrisk";
  version: string;
  repository: { url: string };
}

/** Our own file, so that a look at its form is enough: every start of the command reads it, and a validator is dear to load. */
const isManifest = (value: unknown): value is Manifest => {
  const { name, version, repository } = (value ?? {}) as Partial<Manifest>;
  return name === "toolrisk" && typeof version === "string" && typeof repository?.url === "string";
};

/** The manifest stands beside `db/` in the repository and beside `dist/` in the package. */
const manifest = (): Manifest => {
  for (const path of ["../../package.json", "../../../package.json"]) {
    try {
      const found: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
      if (isManifest(found)) return found;
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
