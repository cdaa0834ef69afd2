import { argumentRule } from "../argument-rule.ts";

export const argumentContainer = argumentRule({
  id: "argument-container",
  asks: "Does an argument say what to run it in?",
  because: "An image or runtime is what code runs in.",
  words:
    /\b(image|runtime|language|timeout|timeout ms|timeout seconds|cwd|working dir(ectory)?|work dir|env|environment variables|interpreter|stdin|detach|session id|process id|pid|job id|run id|inputs|workflow id|container|branch|device id|recipe)\b/,
  says: "says what something runs in",
  examples: {
    hits: [
      { name: "x", arguments: { image: { type: "string" } } },
      { name: "x", arguments: { cwd: { type: "string" } } },
    ],
    misses: [{ name: "x", arguments: { imagery: { type: "string" } } }],
  },
});
