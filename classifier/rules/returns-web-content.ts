import { capabilityRule } from "../capability-rule.ts";

export const returnsWebContent = capabilityRule({
  id: "returns-web-content",
  capability: "reads-untrusted-content",
  asks: "Does it return what stands on web pages?",
  because: "Anyone can write a page, and what it says reaches the model.",
  name: /\b(web search|search web|search (the )?internet|bing search|google search|brave search|tavily|news|scrape|crawl|page (html|content|text|markdown)|(get|read|fetch|extract) (web ?)?(page|html|url|website|article|content)|archived page|transcript|transcripts|subtitles|captions|(search|query|get|fetch|read) (\w+ )?(docs|documentation|wiki)|unblocker|deep research)\b/,
  main: /\b(web ?search|search(es|ing)? (the |across the |on the )?(web|internet|google|bing)|(content|html|text|markdown|data|information) (of|from|on) (\w+ ){0,3}(web ?pages?|pages?|websites?|urls?|internet|web)|scrap(e|es|ing)|crawl(s|ing)?|news( articles?)?|transcripts? (of|from|for)|subtitles|documentation search|search(es|ing)? (\w+ ){0,4}(documentation|docs|wiki\w*)|sitemap|wayback)\b|网页|新闻|搜索结果/,
  says: "returns what stands on web pages",
  examples: {
    hits: [
      { name: "web_search" },
      { name: "x", description: "Extract structured information from web pages" },
      { name: "get_page_html" },
    ],
    misses: [{ name: "list_pages" }, { name: "x", description: "Returns the size of a table" }],
  },
});
