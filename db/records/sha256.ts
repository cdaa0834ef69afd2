import { sha256 as portable } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

type NodeHash = (algorithm: "sha256", data: string | Uint8Array) => string;

/** Node's own, which is eight times as fast; looked up without an import, so that a browser can load this file too. */
const native: NodeHash | undefined = (
  globalThis as { process?: { getBuiltinModule?: (id: string) => { hash?: NodeHash } | undefined } }
).process?.getBuiltinModule?.("node:crypto")?.hash;

/** Lower-case hex SHA-256 of bytes, or of a text's UTF-8 form; a surrogate without its other half counts as U+FFFD, in every runtime. */
export const sha256 = (data: string | Uint8Array): string =>
  native ? native("sha256", data) : bytesToHex(portable(typeof data === "string" ? utf8ToBytes(data) : data));
