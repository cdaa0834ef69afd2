import type { Risk } from "../db/records/classification.ts";
import type { Survey } from "./survey.ts";
import type { ToolRow } from "./view/facts.ts";

/** A reference: a page of ours by its path, or one elsewhere by its address. */
export type EntryLink = { title: string; note?: string } & ({ path: string } | { url: string });

/** A part of an entry's page. Texts are ours, but for tool rows and code, which are shown as a server's. */
export type Block = {
  heading?: string;
  text?: readonly string[];
  list?: readonly string[];
  facts?: readonly { label: string; value: string }[];
  links?: readonly EntryLink[];
  code?: readonly { label: string; text: string }[];
  tools?: readonly ToolRow[];
};

/** One page about something that many tools have in common, or that explains them. */
export type Entry = {
  /** The last part of its address. */
  slug: string;
  title: string;
  /** One or two sentences, also for lists and search engines. */
  lead: string;
  /** How many tools it concerns; null where tools are not counted. */
  tools: number | null;
  risk?: Risk;
  /** The heading under which the index of its kind lists it; entries of one follow each other. */
  group?: string;
  blocks: readonly Block[];
};

/** A kind of entry: a file of `site/entries/`, whose name is the first part of the addresses. */
export type EntryKind = {
  id: string;
  /** What its index is called. */
  title: string;
  lead: string;
  entries: (survey: Survey) => Entry[];
};
