import type { Category, Risk } from "../../db/records/classification.ts";

/** What the pages say of one category. `act` completes "It is an Execute tool: it …". */
export type CategoryText = {
  article: "a" | "an";
  act: string;
  means: string;
  /** What happens when an agent calls it, with `tool` and `server` as the reader knows them. */
  does: (tool: string, server: string) => string;
  /** Why a rule is worth having, whatever the level of this one tool. */
  whyRule: string;
  typical: string;
  starts: Risk;
};

export const CATEGORY_TEXTS: Readonly<Record<Category, CategoryText>> = {
  Read: {
    article: "a",
    act: "looks things up and changes nothing outside the call",
    means:
      "Gets, lists, searches, computes or checks, and returns the result. Nothing outside the call is different afterwards.",
    does: (tool, server) =>
      `An agent calls ${tool} to learn something from ${server}. The answer goes into the agent's context; nothing on the other side changes.`,
    whyRule:
      "Reading changes nothing, but what is read ends up in front of a model: private content can be carried on from there, and content written by strangers can carry instructions.",
    typical: "get, list, search, describe, validate, calculate, a read-only query",
    starts: "Low",
  },
  Write: {
    article: "a",
    act: "creates or changes something in a way that another call can undo",
    means:
      "Creates or changes data or settings, or sends something to somebody. Another call can take it back, at least in principle.",
    does: (tool, server) =>
      `An agent calls ${tool} to create or change something in ${server}. The change outlives the conversation, and other people may see it.`,
    whyRule:
      "A single wrong change can be put right. Hundreds in a minute are an incident, so the number of calls is what a rule has to bound.",
    typical: "create, update, add, set, send a message, move or overwrite a file, archive",
    starts: "Medium",
  },
  Execute: {
    article: "an",
    act: "runs something whose effect its arguments decide",
    means:
      "Runs code, commands or queries that its arguments carry, or sets off operations that go on after the call: jobs, builds, deployments, a browser, a device.",
    does: (tool, server) =>
      `An agent calls ${tool} to make ${server} do something. The arguments decide what, and the effect can go on after the call has returned: a job keeps running, a build starts, a device moves.`,
    whyRule:
      "The name of the tool does not tell what one call will do; its arguments do. A rule has to bound how often it runs and, where possible, with what.",
    typical: "run, execute, deploy, trigger, start, stop, resume, click, a shell, unrestricted SQL",
    starts: "High",
  },
  Destructive: {
    article: "a",
    act: "removes, overwrites or revokes something that may not come back",
    means:
      "Removes, irreversibly overwrites or revokes: what it takes away cannot be had back by another ordinary call.",
    does: (tool, server) =>
      `An agent calls ${tool} to take something away in ${server}: data, access or an installation. There is no second call that brings it back.`,
    whyRule:
      "An agent that has misread the situation finds out after the fact, and then it is too late. A person should decide, not a counter.",
    typical: "delete, remove, drop, purge, revoke, uninstall, force-push",
    starts: "Critical",
  },
  Financial: {
    article: "a",
    act: "commits or moves money or tradable value",
    means:
      "Pays, charges, refunds, transfers, trades, books or signs: money or something worth money changes hands or is promised.",
    does: (tool, server) =>
      `An agent calls ${tool} to commit money or something worth money through ${server}. Once it is through, getting it back depends on somebody else.`,
    whyRule:
      "Money that has left does not come back by itself. A person should see the amount and the recipient before it goes.",
    typical: "pay, refund, transfer, swap, place an order, finalise an invoice",
    starts: "Critical",
  },
};

export const RISK_TEXTS: Readonly<Record<Risk, { means: string; act: string }>> = {
  Low: {
    means: "One wrong call costs little: nothing changes, or only something of the agent's own.",
    act: "Reasonable to allow. Keep an eye on what the answers carry.",
  },
  Medium: {
    means: "One wrong call leaves something behind that somebody has to notice and put right.",
    act: "Allow with a limit on how often.",
  },
  High: {
    means: "One wrong call can set things going, or show things, that a second call does not take back.",
    act: "Bound it: a limit on how often, and conditions on the arguments where there are any.",
  },
  Critical: {
    means: "One wrong call can lose data, money, access or a machine.",
    act: "Keep it out of the agent's hands, or let a person decide on each call.",
  },
};

/** The word for a confidence between 0 and 1, and what a reader should do with it. */
export const confidenceWords = (confidence: number): { word: string; means: string } => {
  if (confidence >= 0.95) return { word: "very sure", means: "The definition says plainly what the tool does." };
  if (confidence >= 0.85) return { word: "sure", means: "The definition leaves little room for another reading." };
  if (confidence >= 0.7)
    return { word: "fairly sure", means: "The most likely reading; look at the evidence before you rely on it." };
  if (confidence >= 0.5)
    return {
      word: "unsure",
      means: "The definition allows other readings; look at the tool yourself before you rely on this.",
    };
  return { word: "a guess", means: "The definition says next to nothing; treat this as a place to start looking." };
};

/** A confidence in percent. A probability is never certain, however the model rounds it: at most "over 99%". */
export const surely = (confidence: number): string => percent(Math.min(confidence, 0.999));

/** "83%": whole percent, never 100% or 0% for what is only nearly so. */
export const percent = (share: number): string => {
  if (share > 0 && share < 0.01) return "under 1%";
  if (share < 1 && share > 0.99) return "over 99%";
  return `${Math.round(share * 100)}%`;
};

/** The same for a column of figures, where signs are read faster than words: "<1%". */
export const percentSign = (share: number): string => percent(share).replace("under ", "<").replace("over ", ">");
