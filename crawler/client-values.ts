import { homedir } from "node:os";
import { basename, dirname, resolve } from "node:path";

/** Settings folders of clients: a file in one belongs to the project around it. */
const SETTINGS_FOLDER = /^\.(?:cursor|vscode|gemini|codex|zed|kiro|roo|amazonq|claude)$|^settings$/;

/** The project that a client's configuration file belongs to: where its servers are started. */
export const projectOf = (file: string): string => {
  let folder = dirname(resolve(file));
  while (SETTINGS_FOLDER.test(basename(folder))) folder = dirname(folder);
  return folder;
};

/** A value that the client would fill in and we cannot know; the message is what it asks for. */
export class Unfilled extends Error {
  override readonly name = "Unfilled";
}

/**
 * Fills in what clients fill in: `${NAME}`, `${env:NAME}`, `${NAME:-default}`, `$NAME` alone, OpenCode's `{env:NAME}`,
 * folders. Throws `Unfilled` where a variable is not set here, or what is asked for is none.
 */
export const filler =
  (folder: string) =>
  (text: string): string => {
    const whole = /^\$([A-Za-z_]\w*)$/.exec(text)?.[1];
    if (whole !== undefined && process.env[whole] !== undefined) return process.env[whole] as string;
    return text.replace(/\$\{([^}]*)\}|\{((?:env|file):[^}]*)\}/g, (_, braced?: string, bare?: string) => {
      const inner = braced ?? bare ?? "";
      if (/^workspaceFolder(?::\w+)?$/.test(inner)) return folder;
      if (inner === "userHome") return homedir();
      const [, name = "", preset] = /^(?:env:)?([A-Za-z_]\w*)(?::-(.*))?$/.exec(inner) ?? [];
      const value = name === "" ? undefined : (process.env[name] ?? preset);
      if (value === undefined) throw new Unfilled(inner);
      return value;
    });
  };
