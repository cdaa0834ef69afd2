// Writes the pages of finished views, a line each, for `site-rivals.ts`: what our own writer of these pages takes alone.
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Risk } from "../../db/records/classification.ts";
import { setContext, type ToolPage } from "../../site/context.ts";
import { FileWriter } from "../../site/files/put.ts";
import { toolBody } from "../../site/html/tool-body.ts";
import { contextOf } from "../../site/make-context.ts";
import { loadRenderer } from "../../site/page-renderer.ts";
import { contentPolicy, styleSheets } from "../../site/style.ts";
import { type ToolFrame, toolFrame } from "../../site/tool-frame.ts";
import { toolPath } from "../../site/view/links.ts";
import { faqData } from "../../site/view/structured-data.ts";
import type { ToolView } from "../../site/view/tool-view.ts";

const [bundle = "", views = "", outDir = ""] = process.argv.slice(2);
const styles = styleSheets();
let shown: ToolPage;
const context = contextOf(
  {
    base: "/",
    size: { tools: "some tools", servers: "some servers", listed: "some" },
    origin: "https://example.org",
    contactUrl: "https://github.com/toolrisk/toolrisk/issues/new",
    styles,
    csp: contentPolicy(styles),
    hasGuard: true,
  },
  { tool: () => shown },
);
setContext(context);
const render = await loadRenderer(bundle, "/");
const show = (page: ToolPage): void => {
  shown = page;
};
const frames = new Map<Risk, ToolFrame>();
const files = new FileWriter();
for await (const line of createInterface({ input: createReadStream(views) })) {
  const view = JSON.parse(line) as ToolView;
  const { serverSlug, slug, title, summary, risk } = view;
  const frame = frames.get(risk) ?? (await toolFrame(render, show, risk));
  frames.set(risk, frame);
  const body = toolBody(view, context)(view);
  const { page } = frame({ serverSlug, slug, title, summary, data: faqData(view.questions), body });
  files.put(join(outDir, toolPath(serverSlug, slug), "index.html"), page);
}
