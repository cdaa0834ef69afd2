import { phraseRule } from "../phrase-rule.ts";

export const transactionControl = phraseRule({
  id: "transaction-control",
  asks: "Does it begin, commit or roll back a database transaction?",
  because: "A commit makes everything before it final.",
  leans: "Execute",
  pattern: {
    name: /\b(begin|start|commit|rollback|roll back|abort|end) (\w+ )?transaction\b|\btransaction (begin|start|commit|rollback|execute|savepoint|release)\b|\b(full )?rollback$/,
    main: /\b(begin|start|commit|roll(s)? back|rollback|abort)s? (a |an |the |current |new |database |open )*(database )?transaction\b|(开始|提交|回滚).{0,6}事务|within the current transaction|savepoint/,
  },
  says: "controls a database transaction",
  examples: {
    hits: [{ name: "begin_transaction" }, { name: "x", description: "Rolls back the current transaction" }],
    misses: [{ name: "x", description: "Lists bank transactions" }],
  },
});
