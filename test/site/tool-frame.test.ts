import assert from "node:assert/strict";
import { test } from "node:test";
import type { ToolPage } from "../../site/context.ts";
import { escaped } from "../../site/html/html.ts";
import { toolFrame } from "../../site/tool-frame.ts";
import { HOSTILE } from "./hostile-text.ts";

const markup = ({ title, summary, serverSlug, slug, risk, data, body }: ToolPage): string =>
  `<title>${escaped(title)} · toolrisk</title><meta content="${escaped(summary)}"><link href="/tools/${serverSlug}/${slug}/">` +
  `<meta content="${escaped(title)}" data-risk="${risk}"><script>${JSON.stringify(data).replaceAll("<", "\\u003c")}</script><main>${body}</main>`;

test("a filled frame is the page that would have been rendered, whatever its texts hold", async () => {
  let shown: ToolPage | undefined;
  const show = (page: ToolPage): void => {
    shown = page;
  };
  let rendered = 0;
  const render = async (): Promise<string> => {
    rendered++;
    return shown ? markup(shown) : "";
  };
  const frame = await toolFrame(render, show, "High");
  for (const text of [...HOSTILE, "$& $1 $'", "zqbody7f3a"]) {
    const page: ToolPage = {
      serverSlug: "a.b_c",
      slug: "d-e",
      title: text,
      summary: `${text} again`,
      risk: "High",
      data: { text: [text] },
      body: `<p>${escaped(text)}</p>`,
    };
    const filled = frame(page);
    assert.equal(Buffer.from(filled.page).toString(), Buffer.from(markup(page)).toString());
    assert.equal(Buffer.from(filled.body).toString(), Buffer.from(page.body).toString());
  }
  assert.equal(rendered, 1);
});

test("a page that does not show what it was given is an error and no page", async () => {
  await assert.rejects(
    toolFrame(
      async () => "<title>zqtitle7f3a</title>",
      () => undefined,
      "Low",
    ),
    /does not show/,
  );
});
