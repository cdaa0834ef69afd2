import { capabilityRule } from "../capability-rule.ts";

export const runsContainer = capabilityRule({
  id: "runs-container",
  capability: "runs-code",
  asks: "Does it run an image, container or stack that the caller chooses?",
  because: "An image carries whatever code its author put there.",
  step: { by: 1, of: ["Execute"], reason: "it runs code that the caller chooses" },
  name: /\b(run|launch|exec) (\w+ ){0,2}(containers?|pods?|images?)\b|\b(containers?|pods?|images?) run\b|\b(deploy|up|run) compose\b|\bcompose (up|deploy)\b/,
  main: /\b(run|launch|start)(s|es|ing)? (\w+ ){0,3}(images?|pods?) (in|with|using|from)\b|\brun(s|ning)? (\w+ ){0,3}(container|pod|image)\b|\b(container|docker) image\b|\bcompose (stack|file|services)\b/,
  argument: /^(image|container image|docker image|compose yaml|compose file)$/,
  unless: ({ uses }) => uses.some(({ place, rule }) => place === "name" && (rule === "gets" || rule === "lists")),
  says: "runs an image or stack",
  examples: {
    hits: [{ name: "pods_run", arguments: { image: { type: "string" } } }, { name: "deploy_compose" }],
    misses: [{ name: "list_images", arguments: { image: { type: "string" } } }, { name: "run_report" }],
  },
});
