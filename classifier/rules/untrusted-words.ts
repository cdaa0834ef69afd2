import { phraseRule } from "../phrase-rule.ts";

export const untrustedWords = phraseRule({
  id: "untrusted-words",
  asks: "Is text meant that strangers can write?",
  because: "Text by strangers can carry instructions for the model.",
  capability: "reads-untrusted-content",
  pattern: {
    name: /\b(web|search|page|pages|url|website|scrape|crawl|news|article|articles|reddit|tweet|tweets|post|posts|comment|comments|issue|issues|message|messages|email|emails|feed|youtube|transcript|wiki|wikipedia|review|reviews|forum|thread|threads|discussion|hn|stories|html|markdown|content|fetch|browse|google|bing|tavily|rss|pull request|merge request|notes|mail|inbox|channel|chat|subtitles|video|extract|profile|papers?|arxiv)\b/,
    main: /\b(web( ?(page|site|search))?s?|the internet|url|news|articles?|reddit|tweets?|posts?|comments?|issues?|messages?|e-?mails?|feeds?|youtube|transcripts?|wikipedia|wiki|reviews?|forum|discussions?|hacker news|scrap\w+|crawl\w+|google|bing|search engine|subtitles|captions|websites?|papers?|arxiv)\b|网页|新闻|搜索结果|微博/,
  },
  says: "names text that strangers can write",
  examples: {
    hits: [{ name: "web_search" }, { name: "x", description: "Fetches the latest news" }],
    misses: [{ name: "get_time" }],
  },
});
