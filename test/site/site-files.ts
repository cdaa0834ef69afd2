import { glob, stat } from "node:fs/promises";
import { join } from "node:path";

/** Every file of a built site, relative to it, with slashes, sorted. */
export const filesOf = async (dir: string): Promise<string[]> => {
  const files: string[] = [];
  for await (const file of glob("**/*", { cwd: dir })) if ((await stat(join(dir, file))).isFile()) files.push(file);
  return files.map((file) => file.replaceAll("\\", "/")).sort();
};
