import { attacks } from "./entries/attacks.ts";
import { browse } from "./entries/browse.ts";
import { capabilities } from "./entries/capabilities.ts";
import { categories } from "./entries/categories.ts";
import { formats } from "./entries/formats.ts";
import { glossary } from "./entries/glossary.ts";
import { owasp } from "./entries/owasp.ts";
import { risks } from "./entries/risks.ts";
import { rules } from "./entries/rules.ts";
import { sources } from "./entries/sources.ts";
import type { EntryKind } from "./entry.ts";

/** Every kind of page that is not about one server or tool, in the order of the menu. */
export const ENTRY_KINDS: readonly EntryKind[] = [
  risks,
  categories,
  capabilities,
  attacks,
  owasp,
  rules,
  formats,
  sources,
  glossary,
  browse,
];
