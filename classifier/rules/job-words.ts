import { phraseRule } from "../phrase-rule.ts";

export const jobWords = phraseRule({
  id: "job-words",
  asks: "Is a job, process or pipeline meant?",
  because: "Running, stopping or restarting one reaches beyond the call.",
  pattern: {
    name: /\b(job|pipeline|workflow|process|container|instance|vm|pod|build|run|task run|background task|execution|playbook|scan|simulation|training|crawl|actor|agent|emulator|simulator|server|service|project|app|session|debugger|deployment|function|lambda|test|tests|scenario|sync|backup|campaign)s?\b/,
    main: /\b(job|pipeline|workflow|process|container|virtual machine|instance|build|background task|playbook|simulator|emulator|debug session)s?\b/,
  },
  says: "speaks of something that runs",
  examples: {
    hits: [{ name: "cancel_job" }, { name: "x", description: "Stops a container" }],
    misses: [{ name: "x", description: "Posts a vacancy" }],
  },
});
