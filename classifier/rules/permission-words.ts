import { phraseRule } from "../phrase-rule.ts";

export const permissionWords = phraseRule({
  id: "permission-words",
  asks: "Are permissions, roles or security settings meant?",
  because: "Who may do what decides everything else.",
  step: { by: 1, of: ["Write"], reason: "it changes permissions or security settings" },
  capability: "changes-permissions",
  pattern: {
    name: /\b(permission|permissions|role|roles|acl|policy|policies|access|grant|privilege|member|members|collaborator|security|firewall|auth|oauth|password|credential|credentials|api key|token|secret|user|users|group|admin|owner|ownership|sso|mfa|visibility|protection|invite|invitation|account|key)\b/,
    main: /\b(permissions?|roles?|access (control|to|level|token)|polic(y|ies)|privileges?|members?|collaborators?|security|firewall|password|credentials?|api keys?|secrets?|owner(ship)?|visibility|users?|admin)\b/,
  },
  says: "touches permissions or security settings",
  examples: {
    hits: [{ name: "update_policy" }, { name: "x", description: "Grants a role to a user" }],
    misses: [{ name: "x", description: "Reads a play" }],
  },
});
