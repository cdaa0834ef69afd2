import { AT, fillDatabase, type Judged, type Server, SMALL } from "./catalogue-fixture.ts";

const LATER = new Date(Date.parse(AT) + 86_400_000).toISOString();
const reads = (name: string, description: string): Judged => ({
  definition: { name, description },
  category: "Read",
  risk: "Low",
});
/** A server as two looks showed it. */
const MOVING: Server = {
  record: { name: "moving/parts" },
  tools: [
    reads("list_belts", "Lists the belts."),
    reads("read_speed", "Reads the speed of a belt."),
    { definition: { name: "stop_belt", description: "Stops a belt." }, category: "Execute", risk: "High" },
  ],
};
export const MOVED: Server = {
  record: MOVING.record,
  tools: [
    reads("list_belts", "Lists the belts."),
    reads("read_speed", "Reads the speed and the load of a belt."),
    {
      definition: { name: "wipe_log", description: "Deletes the log for good." },
      category: "Destructive",
      risk: "Critical",
    },
  ],
};

/** A catalogue with a page of each type. */
export const fillPageTypes = async (home: string): Promise<void> => {
  await fillDatabase(home, [...SMALL, MOVING]);
  await fillDatabase(home, [MOVED], LATER);
};

/** One page of each type, by its address below the site; `pages` are all pages. */
export const pageTypes = (pages: readonly string[]): string[] => [
  "",
  "method/",
  "about/",
  "contact/",
  "changes/",
  "statistics/",
  "builder/?server=harbour-berths",
  "compare/?a=harbour-berths&b=closed-door",
  "servers/moving-parts/",
  "browse/",
  "browse/1/",
  "risks/",
  "risks/critical/",
  "categories/execute/",
  "capabilities/shell/",
  "attacks/command-injection/",
  "owasp/llm06-excessive-agency/",
  "rules/",
  "rules/deletes/",
  "formats/claude-code/",
  "sources/records/",
  "glossary/",
  "glossary/finding/",
  "404.html",
  "servers/harbour-berths/",
  "servers/closed-door/",
  "servers/hostile-texts/",
  "tools/harbour-berths/run_pump/",
  "tools/harbour-berths/delete_berth/",
  "tools/harbour-berths/resume_background_task/",
  pages.find((page) => page.startsWith("tools/hostile-texts/")) ?? "",
];
