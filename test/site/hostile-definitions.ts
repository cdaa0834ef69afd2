import { HOSTILE } from "./hostile-text.ts";

/*
 * A thousand texts that try to become something else than text, of seven kinds, each a payload put into the ways out of a
 * place that text stands in, and written in the disguises that filters are known to miss. All call `pwned()`, ask for
 * `example.test` or change what the page looks like when they succeed. The same every time.
 */

const KINDS: Record<string, { payloads: readonly string[]; wraps: readonly ((payload: string) => string)[] }> = {
  script: {
    payloads: [
      "pwned()",
      "window.pwned()",
      "top['pwned']()",
      "setTimeout('pwned()')",
      "import('data:text/javascript,pwned()')",
      "eval('pwned()')",
    ],
    wraps: [
      (js) => `<script>${js}</script>`,
      (js) => `</script><script>${js}</script>`,
      (js) => `</pre></code></textarea></title><script>${js}</script>`,
      (js) => `<svg><script>${js}</script></svg>`,
      (js) => `<script src="data:text/javascript,${js}"></script>`,
      (js) => `<scr<script>ipt>${js}</scr</script>ipt>`,
      (js) => `--><script>${js}</script><!--`,
      (js) => `]]><script>${js}</script>`,
    ],
  },
  attribute: {
    payloads: ["pwned()", "self.pwned()", "parent.pwned()", "(pwned)()", "pwned``"],
    wraps: [
      (js) => `" onmouseover="${js}" onfocus="${js}" autofocus tabindex="1" x="`,
      (js) => `' onpointerenter='${js}' x='`,
      (js) => `"><img src=x onerror=${js}>`,
      (js) => `'><svg onload=${js}>`,
      (js) => `<details open ontoggle=${js}>x</details>`,
      (js) => `<video><source onerror=${js}></video>`,
      (js) => `<style>@keyframes x{}</style><b style="animation-name:x" onanimationstart="${js}">x</b>`,
      (js) => `<marquee onstart=${js}>x</marquee>`,
      (js) => `<input autofocus onfocus=${js}><select autofocus onfocus=${js}>`,
      (js) => `<body/onload=${js}><x contenteditable onblur=${js}>`,
    ],
  },
  url: {
    payloads: [
      "javascript:pwned()",
      "JaVaScRiPt:pwned()",
      "java\tscript:pwned()",
      "java\nscript:pwned()",
      "\u0001javascript:pwned()",
      "data:text/html,<script>parent.pwned()</script>",
      "vbscript:pwned()",
      "//example.test/x",
      "https:\\\\example.test\\x",
      "https://example.test@evil.test/",
    ],
    wraps: [
      (url) => url,
      (url) => `<a href="${url}">x</a>`,
      (url) => `<iframe src="${url}"></iframe>`,
      (url) => `<form action="${url}"><button>x</button></form>`,
      (url) => `<meta http-equiv="refresh" content="0;url=${url}">`,
      (url) => `[x](${url}) ![x](${url})`,
    ],
  },
  css: {
    payloads: [
      "*{display:none!important}",
      "body{background:url(https://example.test/x)}",
      "@import 'https://example.test/x.css';",
      ":root{--paper:red;font-size:90px}",
      ".page{position:fixed;width:9999px}",
      "main{direction:rtl;transform:scale(9)}",
    ],
    wraps: [
      (css) => `</style><style>${css}</style>`,
      (css) => `<style>${css}</style>`,
      (css) => `<link rel="stylesheet" href="data:text/css,${css}">`,
      (css) => `" style="position:fixed;inset:0;${css}" x="`,
      (css) => `<svg><style>${css}</style></svg>`,
      (css) => `<math><mtext><style>${css}</style></mtext></math>`,
    ],
  },
  "json-ld": {
    payloads: [
      "<script>pwned()</script>",
      "<img src=x onerror=pwned()>",
      '","@type":"Product","offers":"',
      "\\u003c/script\\u003e",
      "\u2028pwned()\u2029",
      '"}]}',
    ],
    wraps: [
      (text) => `</script>${text}`,
      (text) => `"}]}</script>${text}`,
      (text) => `\\"}${text}`,
      (text) => `<!--<script>${text}`,
      (text) => `<script type="application/ld+json">{"@context":"x"}</script>${text}`,
      (text) => `{"@context":"https://schema.org","name":"${text}"}`,
    ],
  },
  direction: {
    payloads: ["abc", "<b>pwned()</b>", "שלום", "العربية", "admin.exe", "1234 + 5678"],
    wraps: [
      (text) => `\u202e${text}`,
      (text) => `\u2067${text}\u2066${text}`,
      (text) => `${"\u202b".repeat(60)}${text}`,
      (text) => `\u200f\u061c${text}\u200e`,
      (text) => `</p><p dir="rtl">${text}`,
      (text) => `<bdo dir=rtl>${text}</bdo>`,
      (text) => `${text}\u202c\u2069\u202c\u2069`,
    ],
  },
  template: {
    payloads: ["pwned()", "constructor.constructor('pwned()')()", "7*7", "globalThis.pwned()"],
    wraps: [
      (js) => `{{${js}}}`,
      (js) => `\${${js}}`,
      (js) => `{${js}}`,
      (js) => `<%= ${js} %>`,
      (js) => `#{${js}} *{${js}} @{${js}}`,
      (js) => `{% ${js} %}{{ self.${js} }}`,
      (js) => `<Fragment set:html={${js}} />`,
      (js) => `---\n${js}\n---`,
      (js) => `[[${js}]] $(${js}) \`${js}\``,
    ],
  },
};

const DISGUISES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase().replaceAll("PWNED", "pwned"),
  (text) => text.replaceAll("<", "\u0000<").replaceAll("=", "\f=\v"),
  (text) => text.replaceAll("<", "&lt;").replaceAll('"', "&#34;"),
  (text) => text.replaceAll(" ", "/\n"),
  (text) => `${"A".repeat(700)}${text}${"\u0301".repeat(80)}`,
  (text) => text.replaceAll("<", "\uff1c").replaceAll(">", "\uff1e") + text,
  (text) => `\ufeff${text}\u200b\ud83d`,
];

/** How many texts of each kind there are. */
const EACH = 138;

const ofKind = ({ payloads, wraps }: (typeof KINDS)[string]): string[] => {
  const all = [
    ...new Set(
      DISGUISES.flatMap((disguise) => payloads.flatMap((payload) => wraps.map((wrap) => disguise(wrap(payload))))),
    ),
  ];
  // Spread over all of them, so that each disguise, way out and payload is met.
  return Array.from({ length: EACH }, (_, at) => all[Math.floor((at * all.length) / EACH)] ?? "");
};

/** A thousand hostile texts, no two the same, by kind. */
export const HOSTILE_BY_KIND: Readonly<Record<string, readonly string[]>> = {
  known: HOSTILE,
  ...Object.fromEntries(Object.entries(KINDS).map(([kind, parts]) => [kind, ofKind(parts)])),
};
