import { verbRule } from "../verb-rule.ts";

export const scrapes = verbRule({
  id: "scrapes",
  leans: "Read",
  means: "fetching pages",
  because: "A page is returned as it stands; who wrote it is unknown.",
  english: ["scrape", "crawl", "research", "harvest"],
  other: ["抓取", "爬取"],
  examples: {
    hits: [{ name: "scrape_page" }, { name: "x", description: "Crawls a site and returns its text" }],
    misses: [{ name: "delete_scraped_result" }, { name: "x", description: "Sends a summary of research" }],
  },
});
