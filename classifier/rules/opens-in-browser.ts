import { capabilityRule } from "../capability-rule.ts";

export const opensInBrowser = capabilityRule({
  id: "opens-in-browser",
  capability: "controls-browser",
  asks: "Does it open something in a browser, or act in a session of one?",
  because: "A browser that is opened or driven acts as its user.",
  step: { by: -1, of: ["Execute"], reason: "the action stays on a page and is easily undone" },
  main: /\b(open|launch|show|display|view)(s|es|ing)? [^.]{0,40}\b(in|with) (the |a |an |your |default |system |user's |new )*((web )?browser|(google )?chrome|chromium|firefox|safari)\b|\bapp in (google )?chrome\b|\b(browser|interact|interactive|page) session\b|\b(current|active|loaded|scraped|web) (web ?)?page\b/,
  says: "opens something in a browser or acts in it",
  examples: {
    hits: [
      { name: "x", description: "Open the feedback form in your browser" },
      { name: "x", description: "Stop an interact session for a scraped page" },
    ],
    misses: [{ name: "x", description: "Opens a file" }],
  },
});
