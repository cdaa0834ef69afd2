import { homedir } from "node:os";
import { relative, resolve, sep } from "node:path";

/** A file as reports show it: below the working folder relative to it, below the home folder as ~/…, else absolute. */
export const shownPath = (file: string): string => {
  const path = resolve(file);
  const here = relative(process.cwd(), path);
  if (here !== "" && !here.startsWith("..") && !here.includes(`..${sep}`)) return here;
  const home = homedir();
  return path.startsWith(home + sep) ? `~/${path.slice(home.length + 1)}` : path;
};
