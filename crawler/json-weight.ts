/**
 * Bounds on the JSON of one message, which is parsed in one piece while nothing else runs. Ten megabytes of `{},` are three
 * million objects, which take seconds to walk, and 500,000 different keys or short texts take more than half a second to
 * parse, since each is looked up among all others. The largest of 1,697 real listings has 82,161 marks and 958 keys.
 */
export const WEIGHT_LIMITS = { values: 350_000, keys: 50_000 } as const;

/** So many keys are taken for different ones without a look. */
const UNSEEN_KEYS = WEIGHT_LIMITS.keys / 2;
/**
 * So are longer ones, in bytes: in a text of escaped quotes and colons each colon would otherwise lead back to its beginning,
 * which holds everything up for a second.
 */
const LONG_KEY = 256;

/** What begins or parts values in JSON text. */
const MARKS = [",", "{", "["].map((mark) => mark.charCodeAt(0));
const [COLON, QUOTE, BACKSLASH] = [58, 34, 92];
const isBlank = (byte: number | undefined): boolean => byte === 32 || byte === 9 || byte === 10 || byte === 13;

/** Not known to who writes keys: nobody can choose many that are taken for one. */
const SEED = crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
const SEEN_BITS = 2 ** 20;

/**
 * What JSON text can hold at most, told before it is parsed, from its bytes as they come: values by what begins or parts
 * them, and different keys by what stands before a colon. Both are counted in texts too, so neither is told too low, but
 * for one key in fifty.
 */
export class JsonWeight {
  values = 1;
  keys = 0;
  private seen: Uint32Array | null = null;

  /** Takes the next bytes; gives what there is too much of by now. */
  add(json: Uint8Array): keyof typeof WEIGHT_LIMITS | null {
    // The system's search: a loop over every byte takes a tenth of a second for a message that is one long text.
    for (const mark of MARKS) for (let at = json.indexOf(mark); at >= 0; at = json.indexOf(mark, at + 1)) this.values++;
    for (let at = json.indexOf(COLON); at >= 0; at = json.indexOf(COLON, at + 1)) this.key(json, at);
    if (this.values > WEIGHT_LIMITS.values) return "values";
    return this.keys > WEIGHT_LIMITS.keys ? "keys" : null;
  }

  private key(json: Uint8Array, colon: number): void {
    let end = colon - 1;
    while (end >= 0 && isBlank(json[end])) end--;
    // Where the chunk begins in the middle of it, it counts as another one.
    if (end >= 0 && json[end] !== QUOTE) return;
    if (this.keys < UNSEEN_KEYS || this.isNew(json, end)) this.keys++;
  }

  /** Whether the key that ends with this quote was not seen before: FNV-1a over its bytes, from the last to the first. */
  private isNew(json: Uint8Array, quote: number): boolean {
    let hash = SEED;
    let at = quote - 1;
    const last = Math.max(0, quote - LONG_KEY);
    for (; at >= last && (json[at] !== QUOTE || json[at - 1] === BACKSLASH); at--)
      hash = Math.imul(hash ^ (json[at] ?? 0), 16_777_619);
    if (at < last) return true;
    this.seen ??= new Uint32Array(SEEN_BITS / 32);
    const bit = (hash ^ (hash >>> 15)) & (SEEN_BITS - 1);
    const word = this.seen[bit >>> 5] ?? 0;
    this.seen[bit >>> 5] = word | (1 << (bit & 31));
    return (word & (1 << (bit & 31))) === 0;
  }
}
