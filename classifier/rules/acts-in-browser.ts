import { capabilityRule } from "../capability-rule.ts";

export const actsInBrowser = capabilityRule({
  id: "acts-in-browser",
  capability: "controls-browser",
  asks: "Does it drive a browser or desktop?",
  because: "A page can offer anything to click.",
  name: /\b(browser(?! stack)|playwright|puppeteer|chrome|click|hover|navigate|scroll|tab|selenium|mouse|keyboard|press key|type text|screenshot|fill|evaluate|drag|browse)\b/,
  main: /\b(browser|current page|web ?page|playwright|puppeteer|chrome|element|mouse|keyboard|tab|desktop|navigate[sd]? to|form|screen)\b/,
  argument: /^(selector|locator|xpath|ref|auto login|css selector)$/,
  step: { by: -1, of: ["Execute"], reason: "the action stays on a page and is easily undone" },
  says: "drives a browser or desktop",
  examples: {
    hits: [{ name: "browser_click" }, { name: "tap", arguments: { selector: { type: "string" } } }],
    misses: [{ name: "x", description: "Shows a book page" }, { name: "askBrowserStack" }],
  },
});
