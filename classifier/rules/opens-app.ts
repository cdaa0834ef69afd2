import { phraseRule } from "../phrase-rule.ts";

export const opensApp = phraseRule({
  id: "opens-app",
  asks: "Does it open an application, window or address on the machine?",
  because: "Something visible happens on the user’s machine.",
  leans: "Execute",
  pattern: {
    name: /\b(open|launch|start|serve|close|quit|activate|focus) (\w+ ){0,2}(app|apps|application|browser|url|window|project|file|finder|chrome|editor|emulator|simulator|tab|page|link|serve)\b|\b(app|browser|compose|server) (open|launch|start|serve|up|down|refresh|close|stop)\b/,
    main: /\b(open|launch|serv|display|bring|refresh|show)(e|es|s|ing)? (up |down )?(a |an |the |your |any |specified |new |existing |currently open )*([\w-]+ ){0,4}(in (the |your |a |default |user's |system's )*([\w-]+ )?(browser|app|editor|finder|chrome)|apps?\b|application|browser|window|finder|docker compose)/,
  },
  says: "opens something on the machine",
  examples: {
    hits: [{ name: "x", description: "Opens a page in the default browser" }, { name: "open_app" }],
    misses: [{ name: "x", description: "Opens an issue" }],
  },
});
