import { phraseRule } from "../phrase-rule.ts";

export const ownAccount = phraseRule({
  id: "own-account",
  asks: "Is the account that asks the only person of whom it tells?",
  because: "Who one is oneself is no secret to oneself.",
  about: "capability",
  pattern: {
    name: /\b(whoami|who am i|viewer|(current|self|my|own|authenticated) (user|account|profile)|get me|me|my user)$/,
    main: /\b(current(ly)? ((authenticated|logged[- ]in|signed[- ]in) )?user|authenticated user|user account that owns|account that owns|(your|my) own (profile|account))\b/,
  },
  says: "tells of the account that asks",
  examples: {
    hits: [{ name: "whoami" }, { name: "x", description: "Get the current user's profile" }],
    misses: [{ name: "get_user", description: "Get a user by ID" }],
  },
});
