import { phraseRule } from "../phrase-rule.ts";

export const sendsToAgent = phraseRule({
  id: "sends-to-agent",
  asks: "Does it hand a task or code to an agent or program?",
  because: "What the agent or program does with it is beyond the call.",
  leans: "Execute",
  pattern: {
    name: /\b(send|post|submit|give|provide) (\w+ ){0,2}(code|command|script|instruction|keystrokes?|keys|input|task|prompt)( |$)/,
    main: /\b(send|provid|submit|giv|forward|delegat|assign|pass)(e|es|s|ing)? (a |an |the |user |new |c# |python |custom )*([\w#-]+ )?(message|task|prompt|code|command|input|instruction|script|request|keystroke|signal)s? to (a |an |the |any |another |specific |running |waiting )*([\w-]+ ){0,2}(agents?|assistant|process|terminal|revit|session|blender|browser|shell|model|server|device|bot|ai)\b/,
  },
  says: "hands something to an agent or program that acts on it",
  examples: {
    hits: [{ name: "x", description: "Sends a message to an A2A agent" }, { name: "send_code_to_app" }],
    misses: [{ name: "x", description: "Sends a message to a friend" }],
  },
});
