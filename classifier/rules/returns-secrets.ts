import { capabilityRule } from "../capability-rule.ts";

export const returnsSecrets = capabilityRule({
  id: "returns-secrets",
  capability: "reads-secrets",
  asks: "Does it return secrets or credentials?",
  because: "A secret in a model’s context is a secret leaked.",
  floor: "Medium",
  name: /\b(get|list|read|show|fetch|reveal|export|decrypt|unseal)\b.*\b(secrets?|passwords?|credentials?|api keys?|app ?settings|env|private key|connection string|keys|tokens?|code|mnemonic|config|environment)\b/,
  main: /\b(secrets?|passwords?|credentials?|api keys?|access tokens?|private keys?|connection strings?|application settings|environment variables|codes and pins|mnemonic|cookies|kubeconfig|oauth tokens?|license keys?|wallet from \w+|decrypt\w*)\b|\b(get|refresh|generate|create|rotate|exchange|issue) (\w+ ){0,2}(access )?(tokens?|api keys?|secrets?|mnemonic( phrase)?|keypair|key pair|credentials?)\b|\b(list|all) \w* ?(license|api|access|ssh) ?keys\b/,
  // A secret that is only taken comes back to nobody.
  unless: ({ nameText }) =>
    /\b(secrets?|passwords?|credentials?) (create|set|delete|update|import|remove)$|^(set|add|update|delete|remove|store|save) (\w+ )?(secrets?|passwords?|credentials?)$|\bfrom (a )?private key$/.test(
      nameText,
    ),
  step: { by: 1, of: ["Read"], reason: "it returns secrets or credentials" },
  says: "returns secrets or credentials",
  examples: {
    hits: [{ name: "get_secret" }, { name: "x", description: "Returns the password of an entry" }],
    misses: [
      { name: "x", description: "Returns the time" },
      { name: "set_secret", description: "Sets a secret" },
    ],
  },
});
