import { capabilityRule } from "../capability-rule.ts";

export const returnsForeignText = capabilityRule({
  id: "returns-foreign-text",
  capability: "reads-untrusted-content",
  asks: "Does it return text that strangers can write?",
  because: "Text by strangers can carry instructions for the model.",
  name: /\b(web|internet|news|tweets?|reddit|posts?|comments?|messages?|emails?|mail|articles?|web ?pages?|websites?|scrape|crawl|wiki|wikipedia|youtube|transcripts?|forum|hacker|feed|rss|reviews|discussions?|issues?|notes|channel history|inbox|search engine|fetch url|url content|subtitles|unblocker|extract|attachment|thread|threads|pull requests?|merge requests?|papers?|arxiv|biorxiv|pubmed|documentation|docs?|work items?|stor(y|ies)|tickets?|posts|timeline|replies|reply|conversations?|channel|feeds?|sns|abstracts?|publications?|blogs?|markdown|html|scraper|kin)\b/,
  main: /\b(web search|search(es)? (the )?(web|internet|google|bing)|scrap\w*|crawl\w*|web ?pages?|news|tweets?|reddit|wiki|wikipedia|comments?|posts|articles?|content (from|of) (a |the |any )*(url|web)|html|websites?|messages|issues|discussions?|notes for|transcripts?|search results|attachments?|merge requests?|pull requests?|work items?|stor(y|ies)|tickets?|papers?|arxiv|documentation|docs|knowledge base|reviews?|threads?|repl(y|ies)|conversations?|feeds?|social media|publications?|blogs?|dataset items|markdown)\b|网页|新闻|搜索结果|抓取/,
  // A kind of issue or a template of one holds nobody's text.
  unless: ({ nameText }) => /\b(types?|templates?|type fields?)$/.test(nameText),
  says: "returns text that strangers can write",
  examples: {
    hits: [{ name: "web_search" }, { name: "x", description: "Fetches the latest news" }],
    misses: [
      { name: "x", description: "Returns the time" },
      { name: "get_issue_types", description: "Lists issue types" },
    ],
  },
});
