import { phraseRule } from "../phrase-rule.ts";

export const widgetAction = phraseRule({
  id: "widget-action",
  asks: "Does it operate a form field on a page?",
  because: "Choosing or ticking acts on the page like a click.",
  leans: "Execute",
  pattern: {
    name: /\b(select option|select dropdown|check checkbox|uncheck|check box|upload file|file upload|set input|fill form|handle dialog|accept dialog|press key|mouse move|mouse wheel|resize|emulate|tap on|long press|go back|go forward|new tab|close tab|switch tab|tab (new|close|select))\b/,
    main: /\b(checkbox|drop-?down|radio button|select (an? |the )?option|<select>|form field|dialog|input field|file input|browser (tab|window))\b/,
  },
  says: "operates a form field",
  examples: {
    hits: [{ name: "select_option" }, { name: "x", description: "Check or uncheck a checkbox" }],
    misses: [{ name: "x", description: "Checks an option price" }],
  },
});
