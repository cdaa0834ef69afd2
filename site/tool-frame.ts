import type { Risk } from "../db/records/classification.ts";
import type { ToolPage } from "./context.ts";
import { escaped } from "./html/html.ts";
import type { RenderPage } from "./page-renderer.ts";
import { toolPath } from "./view/links.ts";

/** Stand where a page has something of its own; letters and digits, so that no way of writing changes them. */
const MARKS = {
  title: "zqtitle7f3a",
  summary: "zqsummary7f3a",
  slug: "zqslug7f3a",
  data: "zqdata7f3a",
  body: "zqbody7f3a",
};
const ANY_MARK = /zq(?:title|summary|slug|body)7f3a|"zqdata7f3a"/g;

type Filling = Omit<ToolPage, "risk">;

const FILL: Record<string, (page: Filling) => string> = {
  [MARKS.title]: ({ title }) => escaped(title),
  [MARKS.summary]: ({ summary }) => escaped(summary),
  // A slug has nothing to be escaped.
  [MARKS.slug]: ({ serverSlug, slug }) => `${serverSlug}/${slug}`,
  [`"${MARKS.data}"`]: ({ data }) => JSON.stringify(data).replaceAll("<", "\\u003c"),
  [MARKS.body]: ({ body }) => body,
};

/** A page of a tool with what is its own taken out. */
export type ToolFrame = (page: Filling) => string;

/**
 * Renders the page of a tool of one level with marks in it, once for all tools of that level: what is around the body is
 * the same for all of them but for title, summary, address and data. `show` says what the page shows. The frame gives
 * what rendering each page by itself would, and throws where a mark has been lost.
 */
export const toolFrame = async (render: RenderPage, show: (page: ToolPage) => void, risk: Risk): Promise<ToolFrame> => {
  show({ ...MARKS, serverSlug: MARKS.slug, slug: MARKS.slug, risk });
  const rendered = await render(toolPath(MARKS.slug, MARKS.slug));
  const html = rendered.replaceAll(`${MARKS.slug}/${MARKS.slug}`, MARKS.slug);
  const between = html.split(ANY_MARK);
  const marks: readonly string[] = html.match(ANY_MARK) ?? [];
  for (const mark of Object.keys(FILL))
    if (mark !== MARKS.slug && !marks.includes(mark)) throw new Error(`the page of a tool does not show ${mark}`);
  return (page) => {
    let text = between[0] ?? "";
    for (const [at, mark] of marks.entries()) text += (FILL[mark]?.(page) ?? "") + (between[at + 1] ?? "");
    return text;
  };
};
