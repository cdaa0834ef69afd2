import type { Client } from "@modelcontextprotocol/client";
import { z } from "zod";
import { cutDepth } from "./cut-depth.ts";

/** How long a server may take to tell its prompts and resources once its tools are read, in ms, all pages together. */
export const COUNT_MS = 3_000;
/** What is counted at most. */
const MAX_ENTRIES = 10_000;
const MAX_PAGES = 100;
/** The longest `capabilities` that are kept as sent, as JSON in UTF-16 code units; of longer ones the first names alone. */
const MAX_CAPABILITIES = 4_096;
const MAX_NAMES = 20;
const MAX_NAME = 100;
/** What nests deeper is cut: an attempt is stored whole, and everything stored is walked by recursive code. */
const MAX_DEPTH = 32;
/** The longest that a server's word on itself is kept as sent, as JSON in UTF-16 code units; of a longer one name and version. */
const MAX_INFO = 65_536;

const ObjectSchema = z.record(z.string(), z.unknown());

/** What a server announced that it can do, as sent where that is short; null where it announced nothing. */
export const capabilitiesOf = (announced: unknown): Record<string, unknown> | null => {
  const capabilities = ObjectSchema.safeParse(announced).data;
  if (!capabilities) return null;
  cutDepth(capabilities, MAX_DEPTH);
  if (JSON.stringify(capabilities).length <= MAX_CAPABILITIES) return capabilities;
  const names = Object.keys(capabilities).slice(0, MAX_NAMES);
  return Object.fromEntries(names.map((name) => [name.slice(0, MAX_NAME), {}]));
};

/** What a server says of itself, as sent where that is short. */
export const infoOf = (said: Record<string, unknown>): Record<string, unknown> => {
  cutDepth(said, MAX_DEPTH);
  if (JSON.stringify(said).length <= MAX_INFO) return said;
  const { name, version } = said;
  return Object.fromEntries(
    Object.entries({ name, version }).flatMap(([key, text]) =>
      typeof text === "string" ? [[key, text.slice(0, MAX_NAME)]] : [],
    ),
  );
};

/** Entries of a list over all its pages; null where it cannot be read to its end, for whatever reason. */
const countOf = async (client: Client, kind: "prompts" | "resources", timeout: number): Promise<number | null> => {
  const cursors = new Set<string>();
  let cursor: string | undefined;
  let count = 0;
  try {
    while (cursors.size < MAX_PAGES) {
      const params = cursor === undefined ? {} : { cursor };
      const answer = ObjectSchema.parse(
        await client.request({ method: `${kind}/list`, params }, z.unknown(), { timeout }),
      );
      const entries = z.array(z.unknown()).parse(answer[kind]);
      count += entries.length;
      const next = answer.nextCursor;
      if (next === undefined || next === null) return count;
      if (typeof next !== "string" || cursors.has(next) || count > MAX_ENTRIES) return null;
      cursors.add(next);
      cursor = next;
    }
    return null;
  } catch {
    return null; // a list that is not told is no fault of the tools, which are read already
  }
};

/** How many prompts and resources a server has; null for what it does not announce or does not tell in time. */
export const countAnnounced = async (
  client: Client,
  capabilities: Record<string, unknown> | null,
  told: (kind: "prompts" | "resources", count: number | null) => void,
): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => {
    timer = setTimeout(done, COUNT_MS);
  });
  const ask = async (): Promise<void> => {
    for (const kind of ["prompts", "resources"] as const)
      if (capabilities && Object.hasOwn(capabilities, kind)) told(kind, await countOf(client, kind, COUNT_MS));
  };
  await Promise.race([ask(), late]);
  clearTimeout(timer);
};
