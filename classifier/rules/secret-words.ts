import { phraseRule } from "../phrase-rule.ts";

export const secretWords = phraseRule({
  id: "secret-words",
  asks: "Are secrets or credentials meant?",
  because: "A secret in a model’s context is a secret leaked.",
  step: { by: 1, of: ["Read"], reason: "it returns secrets or configuration" },
  capability: "reads-secrets",
  pattern: {
    name: /\b(secret|secrets|credential|credentials|password|passwords|api key|api keys|token|tokens|private key|env|environment|appsettings|connection string|keys|certificate|config|configuration|settings|auth)\b/,
    main: /\b(secrets?|credentials?|passwords?|api keys?|access tokens?|private keys?|environment variables?|connection strings?|application settings|config(uration)?( file)?)\b/,
  },
  says: "names secrets or settings",
  examples: {
    hits: [{ name: "get_secret" }, { name: "x", description: "Returns the API key of a project" }],
    misses: [{ name: "x", description: "Tells a story" }],
  },
});
