import { phraseRule } from "../phrase-rule.ts";

export const setsWorkOff = phraseRule({
  id: "sets-work-off",
  asks: "Does it create something that starts to run?",
  because: "A build, call, job or container that is created runs.",
  leans: "Execute",
  pattern: {
    name: /\bport forward\b|\boptimi[sz]e table\b|\b(create|add|new|submit|send|make|schedule|request|post|publish|register|place) (\w+ ){0,2}((?<!test )run|build|execution|call|scan|job|cronjob|cron|assembly|container|pod|dyno|process|sandbox|crawl|deployment|task run|command|code|rollback|session|actor|machine|workflow run|scheduled task|render job|export job|api task|command task|script task)$/,
    main: /\b(creat|add|submit|send|mak|schedul|request|post|plac|queu|initiat|trigger|kick|launch|spin|bring|tear|start|scal)(e|es|s|ing)? (up |off |down )?(a |an |the |new |outbound |automated |scheduled |one-off |standalone )*([\w.-]+ ){0,2}(run|builds?|executions?|phone calls?|calls?|scans?|jobs?|cronjobs?|containers?|pods?|process|processes|sandbox(es)?|crawls?|deployments?|dynos|replicas|docker compose|services from|shell command|api call|code|dev server|http server|web server|server|workflow)\b/,
  },
  says: "creates something that starts to run",
  examples: {
    hits: [
      { name: "create_build" },
      { name: "x", description: "Creates a new phone call" },
      { name: "x", description: "Queue a job" },
    ],
    misses: [{ name: "x", description: "Creates a label" }],
  },
});
