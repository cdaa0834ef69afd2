import { hash } from "node:crypto";

/** Names that Windows keeps for devices, and the page of a folder: no path may have them. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d|index)$/;
const MAX_LENGTH = 80;

/**
 * A URL path segment for a name that a server chose: lower-case ASCII letters, digits, `_` and single `-`, at most 80
 * characters, never empty, never reserved, and beginning with a letter or digit.
 */
export const slugOf = (name: string): string => {
  const slug = name
    .slice(0, 1000)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "-")
    .slice(0, MAX_LENGTH)
    .replace(/^[-_]+|-+$/g, "");
  return slug === "" || RESERVED.test(slug) ? `${slug}-${hash("sha256", name).slice(0, 8)}`.replace(/^-/, "x-") : slug;
};

/**
 * The slug of `name`, or where that `isTaken` one that ends in a part of the hash of `identity`. It is stored once and
 * never changes, so who comes first keeps the plain one.
 */
export const freeSlug = async (
  name: string,
  identity: string,
  isTaken: (slug: string) => boolean | Promise<boolean>,
): Promise<string> => {
  const plain = slugOf(name);
  if (!(await isTaken(plain))) return plain;
  const digest = hash("sha256", identity);
  for (const length of [8, 16, 32]) {
    const slug = `${plain}-${digest.slice(0, length)}`;
    if (!(await isTaken(slug))) return slug;
  }
  return `${plain}-${digest}`;
};
