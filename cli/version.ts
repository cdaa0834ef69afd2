import { readFileSync } from "node:fs";

/** The version of package.json, which stands beside `cli/` in the repository and beside `dist/` in the package. */
export const version = (): string => {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const parsed = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as {
        name: string;
        version: string;
      };
      if (parsed.name === "toolrisk") return parsed.version;
    } catch {
      // The other place is tried next; neither is an error below.
    }
  }
  throw new Error(
    "package.json of toolrisk was not found beside its code: the installation is damaged; install it again",
  );
};
