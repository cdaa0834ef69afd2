import assert from "node:assert/strict";
import { test } from "node:test";
import { classifyServer } from "../../classifier/classify.ts";
import type { Category } from "../../db/records/classification.ts";

/** Kinds of mistakes seen in published classifications, each shown by definitions of our own. */
const CASES: Record<string, [Category[], string, string][]> = {
  "a word of money in a name or description moves none": [
    [["Read"], "compare_transfer_options", "Compares the ways in which loyalty points can be transferred"],
    [["Read"], "high_refund_ratio", "Explains the risk rule that looks at the share of refunds"],
    [["Read"], "refund_eligibility", "Checks whether an order may be refunded"],
  ],
  "a word of risk or an ending that can be taken back destroys nothing": [
    [["Read"], "tool_risk_score", "Returns the risk score of a tool"],
    [["Read"], "should_delegate", "Tells whether a task should be delegated to another agent"],
    [["Execute", "Write"], "logout", "Logs out of the current session"],
    [["Execute"], "clear_cache", "Clears the response cache"],
    [["Write"], "archive_customer", "Archives a customer so that it no longer shows in lists"],
    [["Write"], "soft_delete_record", "Moves the record to the trash, from which it can be restored"],
  ],
  "what commits money or deletes is not called less": [
    [["Financial"], "place_limit_order", "Places a limit order on the exchange"],
    [["Financial"], "authorize_payment", "Authorizes a payment on a card"],
    [["Financial"], "swapTokens", "Swaps one token for another"],
    [["Financial"], "borrow", "Borrows an asset from the lending pool against collateral"],
    [["Destructive"], "manage_ticket", "Manages tickets: create, update or delete a ticket"],
  ],
  "a read is not called more": [
    [["Read"], "evidence_grade", "Fetches the grade of the evidence for a claim"],
    [["Read"], "estimate_cost", "Estimates the cost of a deployment"],
    [["Read"], "run_risk_audit", "Runs a risk audit of the portfolio and returns the findings"],
    [["Read"], "query_builder", "Builds a search query from plain words and returns its text"],
    [["Read"], "wait", "Waits for a number of milliseconds"],
  ],
};

for (const [title, cases] of Object.entries(CASES)) {
  test(title, () => {
    const wrong = cases.flatMap(([categories, name, description]) => {
      const [verdict] = classifyServer({ server: { name: "example" }, tools: [{ name, description }] });
      return verdict && categories.includes(verdict.category)
        ? []
        : [`${name}: ${verdict?.category} ${verdict?.confidence}`];
    });
    assert.deepEqual(wrong, []);
  });
}
