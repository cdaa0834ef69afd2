import { JsonWeight } from "./json-weight.ts";

/** Bounds on what one server may write to its standard output, in bytes. What one message may hold: `json-weight.ts`. */
export const LIMITS = {
  message: 10 * 2 ** 20,
  total: 16 * 2 ** 20,
  noise: 2 ** 20,
} as const;

const MAX_NOISE_TEXT = 8_192;

/** What ended a connection from the server's side, seen while reading. */
export type ReadFault = "too-big" | "values" | "keys" | "too-noisy";

/**
 * Cuts a byte stream into lines and lines into JSON-RPC messages. Lines that are none (banners, logs) are counted, not
 * kept. Chunks are joined once per line, so the cost stays linear in the bytes however they arrive.
 */
export class MessageReader {
  /** Lines that were no message. */
  noiseLines = 0;
  /** The first of them, at most MAX_NOISE_TEXT characters. */
  noise = "";
  /** Whether a line looked like a message and did not parse, with no good message since. */
  broken = false;
  messages = 0;
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private weight = new JsonWeight();
  private tooMuch: ReadFault | null = null;
  private totalBytes = 0;
  private noiseBytes = 0;

  /** Takes the next bytes; gives the messages completed by them, or the bound that they broke. */
  push(chunk: Buffer): { messages: unknown[]; fault: ReadFault | null } {
    const messages: unknown[] = [];
    this.totalBytes += chunk.length;
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      this.hold(chunk.subarray(from, end));
      from = end + 1;
      if (this.pendingBytes > LIMITS.message) return { messages, fault: "too-big" };
      if (this.tooMuch) return { messages, fault: this.tooMuch };
      const line = Buffer.concat(this.pending, this.pendingBytes);
      this.pending = [];
      this.pendingBytes = 0;
      this.weight = new JsonWeight();
      for (const message of this.line(line)) messages.push(message);
    }
    this.hold(chunk.subarray(from));
    return { messages, fault: this.fault() };
  }

  private hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.pending.push(bytes);
    this.pendingBytes += bytes.length;
    // As they come, so that counting a long line holds nothing up.
    this.tooMuch = this.weight.add(bytes);
  }

  private fault(): ReadFault | null {
    if (this.tooMuch) return this.tooMuch;
    const first = this.pending[0]?.[0];
    const unfinishedNoise = first === 0x7b || first === 0x5b ? 0 : this.pendingBytes;
    if (this.messages === 0 && this.noiseBytes + unfinishedNoise > LIMITS.noise) return "too-noisy";
    return this.pendingBytes > LIMITS.message || this.totalBytes > LIMITS.total ? "too-big" : null;
  }

  private line(bytes: Buffer): unknown[] {
    const text = bytes.toString("utf8").trim();
    if (text === "") return [];
    const found = messagesOf(text);
    if (found.length > 0) {
      this.messages += found.length;
      this.broken = false;
      return found;
    }
    if (/^[[{]/.test(text) && text.includes('"jsonrpc"')) this.broken = true;
    this.noiseLines++;
    if (this.noise.length < MAX_NOISE_TEXT) this.noise += `${text.slice(0, MAX_NOISE_TEXT - this.noise.length)}\n`;
    this.noiseBytes += bytes.length;
    return [];
  }
}

const isMessage = (value: unknown): boolean =>
  typeof value === "object" && value !== null && (value as { jsonrpc?: unknown }).jsonrpc === "2.0";

/** The JSON-RPC messages of one line: one, those of a batch, or none where the line is something else. */
export const messagesOf = (text: string): unknown[] => {
  if (!/^[[{]/.test(text)) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return []; // counted by the caller as noise
  }
  return (Array.isArray(value) ? value : [value]).filter(isMessage);
};
