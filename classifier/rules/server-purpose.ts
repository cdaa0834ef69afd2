import type { ToolFacts } from "../facts.ts";
import type { Rule } from "../rule.ts";

const PURPOSES: Record<string, { words: string; says: string }> = {
  documents: {
    words:
      "word excel powerpoint docx xlsx pptx pdf spreadsheet worksheet workbook slide slides presentation paragraph document documents office",
    says: "the server edits documents",
  },
  drive: { words: "drive onedrive sharepoint dropbox box folder folders files", says: "the server keeps files" },
  vault: { words: "obsidian vault markdown frontmatter zettelkasten", says: "the server works on a folder of notes" },
  project: {
    words:
      "workspace project repository repo ide editor vscode lsp godot unity unreal blender qgis dbt terraform semgrep",
    says: "the server works on project files",
  },
  evidence: {
    words: "pcap forensic forensics volatility memory dump trace traces binary",
    says: "the server reads captures or dumps",
  },
  people: {
    words:
      "crm contact contacts customer customers lead leads employee employees hr patient patients candidate candidates prospect member members",
    says: "the server keeps records of people",
  },
  mail: { words: "mail email emails inbox gmail outlook mailbox", says: "the server works on mail" },
  chat: {
    words:
      "slack discord telegram whatsapp teams chat channel channels message messages conversation conversations line dingtalk lark",
    says: "the server works on messages",
  },
  calendar: {
    words: "calendar calendars event events meeting meetings schedule attendee",
    says: "the server works on calendars",
  },
  research: {
    words: "paper papers arxiv pubmed biorxiv scholar citation citations article articles",
    says: "the server finds publications",
  },
  reference: {
    words: "documentation docs doc library libraries crate crates wiki knowledge",
    says: "the server returns documentation",
  },
  social: {
    words:
      "post posts tweet tweets feed feeds reddit twitter news comment comments reviews forum youtube video videos channel transcript",
    says: "the server reads what people publish",
  },
  tickets: {
    words:
      "issue issues ticket tickets merge pull request requests story stories work item items jira linear gitlab github review",
    says: "the server works on tickets and reviews",
  },
  web: {
    words: "web website websites scrape scraper crawl crawler search page pages url html firecrawl",
    says: "the server reads the web",
  },
  phone: {
    words: "android adb ios simulator emulator phone device devices iphone mobile app",
    says: "the server controls phones",
  },
  play: {
    words:
      "game games player players team teams match matches league season standings race races driver drivers champion champions tournament sport sports football baseball mlb nba nfl f1 formula chess card cards deck decks poker guild",
    says: "the server tells of games or sport",
  },
  market: {
    words:
      "market markets stock stocks ticker tickers crypto cryptocurrency price prices ohlcv candles exchange coin coins token tokens quote quotes",
    says: "the server tells of markets",
  },
  law: {
    words:
      "law laws legal legislation legislations regulation regulations compliance statute statutes act acts article articles court case cases directive",
    says: "the server tells of laws",
  },
  money: {
    words: "invoice invoices payment payments order orders account accounts budget transaction transactions",
    says: "the server keeps accounts",
  },
};

const PURPOSES_OF = new Map<string, string[]>();
for (const [purpose, { words }] of Object.entries(PURPOSES)) {
  for (const word of words.split(" ")) PURPOSES_OF.set(word, [...(PURPOSES_OF.get(word) ?? []), purpose]);
}

/** The place of each word in the lists. */
const PLACE = new Map([...PURPOSES_OF.keys()].map((word, at) => [word, at]));

const cache = new WeakMap<ToolFacts["server"], string[]>();

/** Purposes that two words speak for: each of the server's own text, or of one in eight of its tool names. */
const purposesOf = (server: ToolFacts["server"]): string[] => {
  const known = cache.get(server);
  if (known) return known;
  const points = new Map<string, number>();
  const least = Math.max(1, server.toolCount / 8);
  const telling = new Set<string>();
  for (const word of server.words) if (PURPOSES_OF.has(word)) telling.add(word);
  for (const word of server.nameWords.keys()) if (PURPOSES_OF.has(word)) telling.add(word);
  // In the order of the lists, so that the same words give the same sums.
  for (const word of [...telling].sort((a, b) => (PLACE.get(a) ?? 0) - (PLACE.get(b) ?? 0))) {
    const named = server.words.has(word) ? 1 : 0;
    const count = server.nameWords.get(word) ?? 0;
    for (const purpose of PURPOSES_OF.get(word) ?? [])
      points.set(purpose, (points.get(purpose) ?? 0) + named + (count >= least ? 1 : count / least / 2));
  }
  const purposes = [...points]
    .filter(([, value]) => value >= 2)
    .map(([purpose]) => purpose)
    .sort();
  cache.set(server, purposes);
  return purposes;
};

/** What kind of thing the server works on, from its description and the names of all its tools. */
export const serverPurpose: Rule = {
  id: "server-purpose",
  asks: "What does the server work on?",
  because:
    "A “get event” of a calendar returns people’s appointments, of a monitor a line of a log: the server tells which.",
  about: "capability",
  find: (facts) => {
    const first = facts.own[0];
    const last = facts.own.at(-1);
    if (!first || !last) return [];
    return purposesOf(facts.server).map((purpose) => ({
      rule: "server-purpose",
      variant: purpose,
      field: "name",
      start: first.start,
      end: last.end,
      says: PURPOSES[purpose]?.says ?? purpose,
    }));
  },
  examples: {
    hits: [{ name: "get_event", siblings: ["list_calendars", "create_meeting", "list_events"] }],
    misses: [{ name: "get_event", siblings: ["list_monitors"] }],
  },
};
