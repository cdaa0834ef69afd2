import { mkdirSync, mkdtempSync, readdirSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { removeFolder } from "./remove-folder.ts";

const PREFIX = "toolrisk-";

/** A folder for one started server: its home, its temporary files, its working folder. */
export interface Scratch {
  readonly folder: string;
  readonly cwd: string;
  /** The whole environment of the server but for what its record sets: nothing of the crawler's own gets in. */
  readonly env: Record<string, string>;
  remove(): Promise<void>;
}

/** Makes a scratch folder in the system's temporary folder, named after this process so that `sweepScratch` can tell it. */
export const makeScratch = (): Scratch => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`)));
  const made = (name: string): string => {
    const path = join(folder, name);
    mkdirSync(path, { mode: 0o700 });
    return path;
  };
  const home = made("home");
  const env = {
    PATH: [dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(delimiter),
    HOME: home,
    TMPDIR: made("tmp"),
    XDG_CONFIG_HOME: made("config"),
    XDG_CACHE_HOME: made("cache"),
    XDG_DATA_HOME: made("data"),
    XDG_STATE_HOME: made("state"),
    XDG_RUNTIME_DIR: made("run"),
    LANG: "C.UTF-8",
  };
  const remove = (): Promise<void> => removeFolder(folder);
  return { folder, cwd: home, env, remove };
};

/** Removes the scratch folders of crawlers that are gone (killed before they could clean up). */
export const sweepScratch = async (): Promise<void> => {
  const stale = readdirSync(tmpdir()).filter((name) => {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (!owner || Number(owner) === process.pid) return false;
    try {
      process.kill(Number(owner), 0);
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "ESRCH";
    }
  });
  for (const name of stale) await removeFolder(join(tmpdir(), name));
};

/** What a path in a text does not hold. */
const NO_PATH = /[\s'":=(]/;

/**
 * The text with every path of a scratch folder shown as `<scratch>`. The beginning of a path is looked for from its end:
 * one pattern for all of it would take quadratic time over a long text without blanks.
 */
export const withoutScratch = (text: string): string => {
  let out = "";
  let done = 0;
  for (const { 0: found, index } of text.matchAll(new RegExp(`/${PREFIX}\\d{1,10}-[A-Za-z0-9]{6}`, "g"))) {
    let start = index;
    while (start > done && !NO_PATH.test(text.charAt(start - 1))) start--;
    out += `${text.slice(done, start)}<scratch>`;
    done = index + found.length;
  }
  return out + text.slice(done);
};
