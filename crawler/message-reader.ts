/** Bounds on what one server may write to its standard output, in bytes, and on the JSON values of one message. */
export const LIMITS = {
  message: 10 * 2 ** 20,
  total: 16 * 2 ** 20,
  noise: 2 ** 20,
  /** Ten megabytes of `{},` are three million objects, which take seconds to walk; 5,000 large tools have fewer. */
  values: 500_000,
} as const;

const MAX_NOISE_TEXT = 8_192;

/** What ended a connection from the server's side, seen while reading. */
export type ReadFault = "too-big" | "too-many" | "too-noisy";

/** What begins or parts values in JSON text. */
const MARKS = [",", "{", "["].map((mark) => mark.charCodeAt(0));

/** How many values JSON text can hold at most, told before it is parsed: what begins or parts values is counted, in texts too. */
export const mostValues = (json: Uint8Array): number => {
  let count = 1;
  // The system's search: a loop over every byte takes a tenth of a second for a message that is one long text.
  for (const mark of MARKS) for (let at = json.indexOf(mark); at >= 0; at = json.indexOf(mark, at + 1)) count++;
  return count;
};

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
  private pendingValues = 0;
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
      if (this.pendingValues > LIMITS.values) return { messages, fault: "too-many" };
      const line = Buffer.concat(this.pending, this.pendingBytes);
      this.pending = [];
      this.pendingBytes = 0;
      this.pendingValues = 0;
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
    this.pendingValues += mostValues(bytes);
  }

  private fault(): ReadFault | null {
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
