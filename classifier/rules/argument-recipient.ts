import { argumentRule } from "../argument-rule.ts";

export const argumentRecipient = argumentRule({
  id: "argument-recipient",
  asks: "Does an argument name who receives something?",
  because: "There is somebody at the other end.",
  words:
    /^(to|recipients?|chat id|channel|channel id|channels|phone|phone number|email|emails|cc|bcc|recipient email|user ids?|room id|subject|to email|webhook url|conversation id|thread ts|receiver|receive id|target user|mentions|jid)$/,
  says: "names who receives something",
  examples: {
    hits: [
      { name: "x", arguments: { to: { type: "string" } } },
      { name: "x", arguments: { chat_id: { type: "string" } } },
    ],
    misses: [{ name: "x", arguments: { token: { type: "string" } } }],
  },
});
