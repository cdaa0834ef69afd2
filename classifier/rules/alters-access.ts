import { phraseRule } from "../phrase-rule.ts";

export const altersAccess = phraseRule({
  id: "alters-access",
  asks: "Does it let someone in, shut someone out, or give or take a key?",
  because: "A key or an account that is made or ended decides who gets in from then on.",
  capability: "changes-permissions",
  about: "capability",
  pattern: {
    name: /\b(chmod|chown|(un)?ban (\w+ )?user|timeout user|(de)?activate user|(un)?suspend user|create user|invite (\w+ )?(user|member)|(add|remove) (\w+ )?(user|member|participant|moderator)s? (to|from)|(create|rotate|regenerate|revoke|refresh|delete|issue|update) (\w+ ){0,3}(access token|api key|service token|storage key|access key|signing secret|client secret|webhook secret|invite code)|revoke (\w+ )*tokens?|firewall rules?( create| update| delete)?|(add|remove) (to|from) (white|black|allow|block) ?list|public access|share link|(un)?protect branch|transfer (app|ownership)|toggle public|log ?out (\w+ )?sessions?|bucket access|reset (\w+ )?credentials|security level)\b/,
    main: /\b(grants?|revokes?) (\w+ ){0,3}(access|permissions?|roles?|tokens?)\b|\b(promot|demot)(e|es|ing) (\w+ ){0,3}(participants?|members?|users?)\b|\bmake[s]? (it |the \w+ )?(public|private)\b/,
  },
  says: "lets someone in or shuts someone out",
  examples: {
    hits: [
      { name: "ban_user" },
      { name: "rotate_webhook_secret" },
      { name: "x", description: "Revokes access of a client" },
    ],
    misses: [{ name: "create_token", description: "Creates a coin" }, { name: "get_user" }, { name: "list_api_keys" }],
  },
});
