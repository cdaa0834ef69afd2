import { hash } from "node:crypto";
import { isSecretSegment } from "./secret-words.ts";

/** The address without what may be a secret: user, password, query and fragment. */
export const shownAddress = (address: string): string => {
  if (!URL.canParse(address)) return address.replace(/[?#].*$/s, "");
  const url = new URL(address);
  return `${url.protocol}//${url.host}${url.pathname}`;
};

/**
 * The same of an address that the user named, whose path may hold a secret too: that is told by the beginning of its hash,
 * so that two addresses stay two.
 */
export const shownOwnAddress = (address: string): string =>
  shownAddress(address)
    .split("/")
    .map((part) => (isSecretSegment(part) ? `secret-${hash("sha256", part).slice(0, 8)}` : part))
    .join("/");
