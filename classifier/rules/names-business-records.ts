import { capabilityRule } from "../capability-rule.ts";

export const namesBusinessRecords = capabilityRule({
  id: "names-business-records",
  capability: "reads-private-data",
  asks: "Are the books of a business or a person what it acts on?",
  because: "Whom someone bills and what someone ordered is confidential.",
  name: /\b(invoices?|payment intents?|payments|orders|bills|subscriptions|expenses|payroll|payslips?|refunds|charges|disputes|receipts|transactions|holdings|portfolio|journal entries|deals|quotes|estimates)$/,
  main: /\b(list|get|fetch|retriev|search|return)(e|es|s|ing)? (all |the |a |your |existing |list of |of )*(\w+ )?(invoices?|payment intents?|payments|(sales|purchase|your|all) orders|orders for|bills|subscriptions|expenses|payroll|refunds|stripe resources)\b/,
  // What all traders offer stands in public.
  unless: ({ nameText, main, text }) =>
    /\b(market|order book|public)\b/.test(main ? `${nameText} ${text.slice(main.start, main.end)}` : nameText),
  says: "is about invoices, payments or orders",
  examples: {
    hits: [{ name: "list_invoices" }, { name: "x", description: "Retrieves sales invoices or purchase bills" }],
    misses: [{ name: "create_invoice_item" }, { name: "get_orders", description: "Get all market orders of a region" }],
  },
});
