import { phraseRule } from "../phrase-rule.ts";

export const browserWords = phraseRule({
  id: "browser-words",
  asks: "Is a browser or page meant?",
  because: "A page can offer anything to click.",
  capability: "controls-browser",
  pattern: {
    name: /\b(browser|page|tab|element|playwright|puppeteer|chrome|selenium|webpage|click|navigate|dom|locator|url)\b/,
    main: /\b(browser|web ?page|current page|element|tab|selector|playwright|puppeteer|chrome|desktop|mouse|keyboard|screen|cursor)\b/,
  },
  says: "speaks of a browser or page",
  examples: {
    hits: [{ name: "browser_wait" }, { name: "x", description: "Clicks an element of the page" }],
    misses: [{ name: "x", description: "Lists the pages of a book" }],
  },
});
