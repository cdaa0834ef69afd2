import { phraseRule } from "../phrase-rule.ts";

export const restoresOver = phraseRule({
  id: "restores-over",
  asks: "Does it restore a whole store over what is there?",
  because: "What was written since the backup is gone (GUIDE: an irreversible overwrite is Destructive).",
  leans: "Destructive",
  capability: "deletes-data",
  pattern: {
    name: /\brestore (\w+ )?(database|databases|db|dump|backup|cluster|keyspace|collection|volume)\b|\b(database|db|dump|backup) restore\b/,
    main: /\brestor(e|es|ing) (an? |the |your |entire |whole )*(\w+ )?(databases?|db|clusters?|keyspaces?|volumes?) (\w+ )?from\b/,
  },
  says: "restores a whole store over what is there",
  examples: {
    hits: [
      { name: "restore_database" },
      { name: "db_restore" },
      { name: "x", description: "Restores a database from a dump file." },
    ],
    misses: [
      { name: "restore_project" },
      { name: "x", description: "Lists the backups from which a database can be restored." },
    ],
  },
});
