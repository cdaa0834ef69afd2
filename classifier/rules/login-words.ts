import { phraseRule } from "../phrase-rule.ts";

export const loginWords = phraseRule({
  id: "login-words",
  asks: "Is a login or session meant?",
  because: "Signing in opens what the account may do.",
  pattern: {
    name: /^(login|logout|log in|sign in|signin|authenticate|auth|connect|disconnect|(start|close|end|create|open|init|stop) session)\b/,
    main: /\b(log(s|ging)? (in|out)|sign(s)? in|authenticat(e|es|ion)|oauth|connect(s)? to|disconnect(s)?|session)\b/,
  },
  says: "opens or closes a session",
  examples: { hits: [{ name: "login" }, { name: "start_session" }], misses: [{ name: "list_sessions" }] },
});
