import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";

/** Bytes that are read between two turns of the event loop: hashing hundreds of megabytes at once would hold it up. */
const PIECE = 4 * 2 ** 20;

/** The SHA-256 of bytes, in hexadecimal. */
export const sha256Of = async (bytes: Buffer): Promise<string> => {
  const hash = createHash("sha256");
  for (let at = 0; at < bytes.length; at += PIECE) {
    hash.update(bytes.subarray(at, at + PIECE));
    await nextTurn();
  }
  return hash.digest("hex");
};
