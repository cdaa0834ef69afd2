import assert from "node:assert/strict";
import { test } from "node:test";
import { escapedContent, type Html, html } from "../../site/html/html.ts";
import { nameHtml, riskHtml, serverText } from "../../site/html/text.ts";
import { HOSTILE } from "./hostile-text.ts";

/** The text that a reader sees, of markup in which only our own elements stand. */
const seen = (markup: string): string =>
  markup
    .replace(/<\/?(?:bdi|span|wbr|p)(?: (?:class|title)="[^"<>]*")?>/g, "")
    .replace(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => ({ lt: "<", gt: ">", amp: "&", quot: '"' })[name] ?? "'");

test("what is not finished HTML is text, in content and in attributes", () => {
  for (const text of HOSTILE) {
    const { text: markup } = html`<p title="${text}">${text}</p>`;
    const [, title = "", content = ""] = /^<p title="([^"<>']*)">([^"<>']*)<\/p>$/s.exec(markup) ?? [];
    assert.equal(seen(title), text);
    assert.equal(seen(content), text);
    assert.doesNotMatch(escapedContent(text), /[<>]/);
    assert.equal(seen(escapedContent(text)), text);
  }
  assert.equal(html`${"<b>"}${html`<b>`}${["<", html`<i>`, [1]]}`.text, "&lt;b&gt;<b>&lt;<i>1");
  // What only looks like it is text all the same.
  assert.throws(() => html`${{ text: "<script>" } as unknown as Html}`);
});

test("nothing, a list and a line break of the literal are what they say", () => {
  assert.equal(html`a${null}b${undefined}c${false}d${0}e${""}f`.text, "abcd0ef");
  assert.equal(
    html`<p>
      x ${"a\n  b"}
      </p>`.text,
    "<p>x a\n  b</p>",
  );
});

test("text of a server keeps every letter, and shows what cannot be seen", () => {
  for (const text of HOSTILE) {
    assert.doesNotMatch(serverText(text).text.replace(/<\/?span(?: class="odd" title="[\w ]*")?>/g, ""), /[<>]/);
    assert.doesNotMatch(nameHtml(text).text.replace(/<\/?(?:bdi|span|wbr)(?: class="(?:odd|name)")?>/g, ""), /[<>]/);
  }
  assert.equal(
    serverText("a\u202eb").text,
    'a<span class="odd" title="a character that is not visible by itself">U+202E</span>b',
  );
  assert.equal(serverText("abc", 2).text, "ab…");
  assert.equal(nameHtml("get_file.text").text, '<bdi class="name">get_<wbr>file.<wbr>text</bdi>');
  assert.match(riskHtml("High", "risk").text, /^<span class="risk high"><svg .*<\/svg>High risk<\/span>$/);
});
