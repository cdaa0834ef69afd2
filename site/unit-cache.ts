import { hash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/*
 * What was found out about some servers, kept between builds. Each file is named by a key of everything that its content
 * is made from, so an old one is never wrong, only useless; it appears whole or not at all, and one whose bytes are not
 * those that were written counts as missing.
 */

/** Folders of different sites that are kept, the latest ones. */
const KEPT = 2;
const PREFIX = "units-";
const DIGEST = 32;
const LENGTH = 4;

/** Two parts, since one of them is needed where the other is only passed on. */
export type KeptUnit = { head: unknown; rest: Uint8Array };

const digestOf = (bytes: Uint8Array): Buffer => hash("sha256", bytes, "buffer");

export class UnitCache {
  readonly #dir: string;

  /** Keeps its files in `dir`, which `openUnitCache` has made. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** What was kept under the key; null where nothing was, or something else than was written. */
  read(key: string): KeptUnit | null {
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.#file(key));
    } catch {
      // Whatever the reason, what cannot be read is found out again.
      return null;
    }
    if (bytes.length < DIGEST + LENGTH) return null;
    if (!digestOf(bytes.subarray(DIGEST)).equals(bytes.subarray(0, DIGEST))) return null;
    const end = DIGEST + LENGTH + bytes.readUInt32LE(DIGEST);
    const head: unknown = JSON.parse(bytes.toString("utf8", DIGEST + LENGTH, end));
    return { head, rest: bytes.subarray(end) };
  }

  keep(key: string, { head, rest }: KeptUnit): void {
    const text = Buffer.from(JSON.stringify(head));
    const length = Buffer.alloc(LENGTH);
    length.writeUInt32LE(text.length);
    const content = Buffer.concat([length, text, rest]);
    const file = this.#file(key);
    writeFileSync(`${file}.unfinished`, Buffer.concat([digestOf(content), content]));
    renameSync(`${file}.unfinished`, file);
  }

  /** Takes away all that is not under one of the keys. */
  prune(keys: ReadonlySet<string>): void {
    for (const name of readdirSync(this.#dir)) if (!keys.has(name)) rmSync(join(this.#dir, name), { recursive: true });
  }

  #file(key: string): string {
    return join(this.#dir, key);
  }
}

/** The folder below `work` of the units of the site in `outDir`, made where missing; those of long ago are taken away. */
export const openUnitCache = (work: string, outDir: string): string => {
  const dir = join(work, PREFIX + hash("sha256", resolve(outDir)).slice(0, 16));
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const others = readdirSync(work)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(work, name))
    .filter((folder) => folder !== dir)
    .map((folder) => ({ folder, at: statSync(folder).mtimeMs }));
  for (const { folder } of others.sort((a, b) => b.at - a.at).slice(KEPT - 1)) rmSync(folder, { recursive: true });
  return dir;
};
