import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The folder of the files that pages name, such as scripts, whose names carry a hash of their content. Without an
 * underscore, which GitHub Pages leaves out.
 */
export const ASSETS = "assets";

/** How long a file of that folder may be kept: another content has another name. */
export const FOREVER = "public, max-age=31536000, immutable";

/**
 * The headers that a built site asks to be served with: the lines under `/*` of its `_headers` file. A folder without
 * the file is served without them.
 */
export const headersOf = async (dir: string): Promise<Record<string, string>> => {
  let text: string;
  try {
    text = await readFile(join(dir, "_headers"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  const headers: Record<string, string> = {};
  let applies = false;
  for (const line of text.split("\n")) {
    if (!/^\s/.test(line)) applies = line.trim() === "/*";
    else if (applies && line.includes(":")) {
      const at = line.indexOf(":");
      headers[line.slice(0, at).trim()] = line.slice(at + 1).trim();
    }
  }
  return headers;
};
