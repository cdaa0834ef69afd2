import { argumentRule } from "../argument-rule.ts";

export const fetchedAddress = argumentRule({
  id: "fetched-address",
  asks: "Does an argument name an address that the tool itself will contact?",
  because: "Whoever chooses the address chooses where data goes and whose answer comes back.",
  step: { by: 1, of: ["Read"], reason: "it contacts an address that the caller chooses" },
  capability: "network-egress",
  about: "capability",
  words:
    /^((target|page|start|source|swagger|open ?api|spec|schema|feed|rss|site ?map|download|import|remote|base|api|server|provider|rpc|repo(sitory)?|git|clone|manifest|proxy|registry|chart|document|pdf|zip|csv|json|html|web ?page|web ?site|site|article|json feed|model|base api|health ?check|ping|scan|crawl) (url|uri|urls|host|endpoint|domain)|host|hosts|host ?name|ip|ip address|ips|domain|domains|domain name|target|target host|endpoint|endpoints|url to \w+|urls|port)$/,
  // A target can be anything: it counts where nothing is said of it, or that it is an address.
  only: ({ type, words, description }) =>
    type !== "boolean" &&
    (words !== "target" || description === "" || /\b(url|host|domain|ip|address|web ?site|dns)\b/i.test(description)),
  says: "names an address to contact",
  examples: {
    hits: [
      { name: "x", arguments: { swaggerUrl: { type: "string" } } },
      { name: "x", arguments: { host: { type: "string" }, port: { type: "number" } } },
    ],
    misses: [{ name: "x", arguments: { redirect_url: { type: "string" } } }],
  },
});
