import { capabilityRule } from "../capability-rule.ts";

export const switchesNetwork = capabilityRule({
  id: "switches-network",
  capability: "network-egress",
  asks: "Can the caller open the network, or set whom the server talks to?",
  because: "Code with a network, or a server told to talk to another, reaches wherever it is sent.",
  name: /\b(provider|endpoint|base url|rpc|proxy) (set|update|configure|change)\b|\b(set|configure|change|switch|use) (\w+ )?(provider|endpoint|base url|rpc|rpc url|proxy)\b/,
  main: /\b(set|configur|chang|switch)(e|es|s|ing)? (the |a |an |its |your )*(\w+ )?(provider|endpoint|base|rpc|proxy|server|api) (url|uri|address|endpoint)\b|\b(any|arbitrary) (external |third[- ]party )?(api|http|actor|endpoint|website|url)\b/,
  argument:
    /^((enable|allow|with|use)? ?(network|networking|internet|internet access|network access|external links|web search))$/,
  argumentIs: ({ type }) => type === "boolean",
  says: "opens the network or says whom to talk to",
  examples: {
    hits: [
      { name: "set_provider", description: "Sets the provider URL" },
      { name: "x", arguments: { enableNetworking: { type: "boolean" } } },
    ],
    misses: [{ name: "x", description: "Sets the title of a page" }],
  },
});
