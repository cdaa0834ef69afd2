/** What a run may cost. Prices are those of the endpoint's own list, in US dollars a million tokens. */
export interface SpendingOptions {
  /** The run stops before a call that could pass it. */
  limitUsd: number;
  inputUsdPerMillion: number;
  outputUsdPerMillion: number;
}

/** What a run has used. */
export interface Spent {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  usd: number;
}

/** Fewer characters than this make a token in no tokenizer for text such as ours; so an estimate is never too low. */
const CHARACTERS_A_TOKEN = 2;

/**
 * Keeps count of what a run costs. A call is reserved with what it can cost at most before it is made and settled with
 * what it did cost, so that calls under way together cannot pass the limit.
 */
export const spending = (options: SpendingOptions | undefined) => {
  const spent: Spent = { calls: 0, inputTokens: 0, outputTokens: 0, usd: 0 };
  let reserved = 0;
  const usd = (input: number, output: number): number =>
    options ? (input * options.inputUsdPerMillion + output * options.outputUsdPerMillion) / 1e6 : 0;
  return {
    spent: spent as Readonly<Spent>,
    /** Reserves a call, or undefined where the limit does not allow it. Settle it with what the endpoint counted. */
    reserve(inputCharacters: number, maxOutputTokens: number) {
      const input = Math.ceil(inputCharacters / CHARACTERS_A_TOKEN);
      const most = usd(input, maxOutputTokens);
      if (options && spent.usd + reserved + most > options.limitUsd) return undefined;
      reserved += most;
      let open = true;
      return (usage: { inputTokens: number; outputTokens: number } | "nothing" | "unknown"): void => {
        if (!open) return;
        open = false;
        reserved -= most;
        if (usage === "nothing") return;
        const counted = usage === "unknown" ? { inputTokens: input, outputTokens: maxOutputTokens } : usage;
        spent.calls++;
        spent.inputTokens += counted.inputTokens;
        spent.outputTokens += counted.outputTokens;
        spent.usd += usd(counted.inputTokens, counted.outputTokens);
      };
    },
  };
};
export type Spending = ReturnType<typeof spending>;
