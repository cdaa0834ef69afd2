import type { ToolFacts } from "../facts.ts";
import type { Rule } from "../rule.ts";

const TOPICS: Record<string, { words: string[]; says: string }> = {
  trade: {
    words:
      "swap wallet token trade trading order orders position balance stake nft crypto leverage solana ethereum dex bitcoin".split(
        " ",
      ),
    says: "the server deals in tradable value",
  },
  payment: {
    words:
      "payment payments invoice invoices refund customer subscription payout checkout billing stripe paypal charge".split(
        " ",
      ),
    says: "the server deals in payments and invoices",
  },
  browser: {
    words: "browser page click navigate tab scroll screenshot hover playwright puppeteer element".split(" "),
    says: "the server drives a browser or screen",
  },
  shell: {
    words: "shell command terminal process ssh exec bash execute run sandbox container".split(" "),
    says: "the server runs commands or processes",
  },
  device: {
    words: "light device lock scene thermostat home robot camera volume playback speaker printer simulator".split(" "),
    says: "the server controls devices",
  },
  memory: {
    words: "memory memories note notes remember recall thought journal entities observations knowledge".split(" "),
    says: "the server keeps notes or memories",
  },
  code: {
    words: "git commit branch file files directory edit repo code project".split(" "),
    says: "the server works on files or code",
  },
  data: {
    words: "database table query sql schema index collection record".split(" "),
    says: "the server works on a database",
  },
};

const TOPIC_OF = new Map<string, string[]>();
for (const [topic, { words }] of Object.entries(TOPICS)) {
  for (const word of words) TOPIC_OF.set(word, [...(TOPIC_OF.get(word) ?? []), topic]);
}

const cache = new WeakMap<ToolFacts["server"], string[]>();

/** Topics that at least two words of the server's text and tool names speak for, in the order of their names. */
const topicsOf = (server: ToolFacts["server"]): string[] => {
  const known = cache.get(server);
  if (known) return known;
  const counts = new Map<string, number>();
  for (const word of new Set([...server.words, ...server.nameWords.keys()])) {
    for (const topic of TOPIC_OF.get(word) ?? []) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  }
  const topics = [...counts].filter(([, count]) => count >= 2).map(([topic]) => topic);
  topics.sort();
  cache.set(server, topics);
  return topics;
};

/** What the server as a whole is about, from its description and the names of all its tools. */
export const siblingTopic: Rule = {
  id: "sibling-topic",
  asks: "What is the server about?",
  because: "The same verb means different things among wallets, browsers and notes; the neighbours tell which.",
  find: (facts) => {
    const first = facts.own[0];
    const last = facts.own.at(-1);
    if (!first || !last) return [];
    return topicsOf(facts.server).map((topic) => ({
      rule: "sibling-topic",
      variant: topic,
      field: "name",
      start: first.start,
      end: last.end,
      says: TOPICS[topic]?.says ?? topic,
    }));
  },
  examples: {
    hits: [{ name: "approve", siblings: ["get_wallet", "swap_tokens"] }],
    misses: [
      { name: "approve", siblings: ["list_leaves", "request_leave"] },
      { name: "order_lines", siblings: ["sort_lines"] },
    ],
  },
};
