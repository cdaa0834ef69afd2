import { capabilityRule } from "../capability-rule.ts";

export const changesAccess = capabilityRule({
  id: "changes-access",
  capability: "changes-permissions",
  asks: "Does it change who may do what?",
  because: "Who may do what decides everything else.",
  floor: "Medium",
  name: /\b(permissions?|roles?|acl|policy|policies|grant|revoke|privileges?|members?|collaborators?|membership|ownership|participants?|admin|visibility|user access|scopes|allowance|spending|protect|unprotect|share|unshare|invite|access|owner|moderator)\b/,
  main: /\b(permissions?|roles?|access (control|to)|polic(y|ies)|privileges?|collaborators?|ownership|participants?|members? (to|from)|visibility|user access|spend(er|ing)?|scoped? )\b/,
  step: { by: 1, of: ["Write"], reason: "it changes who may do what" },
  says: "changes who may do what",
  examples: {
    hits: [{ name: "update_role" }, { name: "x", description: "Grants a user access to a project" }],
    misses: [{ name: "x", description: "Reads a play" }],
  },
});
