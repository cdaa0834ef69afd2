import { capabilityRule } from "../capability-rule.ts";

export const sendsRequests = capabilityRule({
  id: "sends-requests",
  capability: "network-egress",
  asks: "Does it send requests to an address that the caller chooses?",
  because: "A free address can be anywhere, inside the network too.",
  name: /\b(http|api|curl|url) (request|fetch|call|get|post)\b|\b(scrape|crawl|unblocker|fetch (url|page|website|html|json|markdown|txt)|ping|nmap|whois|dns lookup|port scan)\b/,
  main: /\b(arbitrary|any|given|specified|provided|target|a|the|from) (url|urls|website|web ?page|host|domain|endpoint)\b|\bhttp requests?\b|\burl\b/,
  argument:
    /^(url|urls|uri|target url|page url|website url|site url|base url|webhook url|start url|endpoint|api url|host|hostname|target|target host|domain|website|swagger url|repo url|image url|video url|desired url|proxy|rpc url|provider url|agent url|server url|remote ip addr|repo(sitory)? url|paper url|page url|file url|vite server url|sap host|server host|host ?name|ip|ip address|ssh host|callback url|notify url|feed url|rss url|sitemap url|web ?site|site)$/,
  step: { by: 1, of: ["Read"], reason: "it fetches an address that the caller chooses" },
  says: "sends requests to an address that the caller chooses",
  examples: {
    hits: [{ name: "fetch", arguments: { url: { type: "string" } } }, { name: "http_request" }],
    misses: [{ name: "get", arguments: { curl_note: { type: "string" } } }],
  },
});
