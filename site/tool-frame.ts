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

/** A whole page in UTF-8, and the part of it that is its body. Both are good until the next page is filled in. */
export type FilledPage = { page: Uint8Array; body: Uint8Array };

/** A page of a tool with what is its own taken out. */
export type ToolFrame = (page: Filling) => FilledPage;

/** Bytes that one UTF-16 unit takes at most. */
const MOST_BYTES = 3;
/** Kept: new memory for each page, and text that is measured before it is written, would take longer than the writing. */
let scratch = Buffer.alloc(0);

const put = (content: string | Uint8Array, at: number): number => {
  if (typeof content === "string") return at + scratch.write(content, at);
  scratch.set(content, at);
  return at + content.length;
};

/**
 * Renders the page of a tool of one level with marks in it, once for all tools of that level: what is around the body is
 * the same for all of them but for title, summary, address and data. `show` says what the page shows. The frame gives
 * what rendering each page by itself would, and throws where a mark has been lost.
 */
export const toolFrame = async (render: RenderPage, show: (page: ToolPage) => void, risk: Risk): Promise<ToolFrame> => {
  show({ ...MARKS, serverSlug: MARKS.slug, slug: MARKS.slug, risk });
  const rendered = await render(toolPath(MARKS.slug, MARKS.slug));
  const html = rendered.replaceAll(`${MARKS.slug}/${MARKS.slug}`, MARKS.slug);
  // As bytes, since one character beyond Latin-1 in what is the same everywhere would make each page one of wide characters.
  const [first = Buffer.alloc(0), ...between] = html.split(ANY_MARK).map((text) => Buffer.from(text));
  const marks: readonly string[] = html.match(ANY_MARK) ?? [];
  for (const mark of Object.keys(FILL))
    if (mark !== MARKS.slug && !marks.includes(mark)) throw new Error(`the page of a tool does not show ${mark}`);
  const own = between.map((after, at) => ({ mark: marks[at] ?? "", after }));
  const around = [first, ...between].reduce((sum, { length }) => sum + length, 0);
  return (page) => {
    const filled = Object.fromEntries(Object.entries(FILL).map(([mark, text]) => [mark, text(page)]));
    const most = own.reduce((sum, { mark }) => sum + (filled[mark] ?? "").length * MOST_BYTES, around);
    if (scratch.length < most) scratch = Buffer.allocUnsafeSlow(most * 2);
    let end = put(first, 0);
    let body = scratch.subarray(0, 0);
    for (const { mark, after } of own) {
      const from = end;
      end = put(filled[mark] ?? "", end);
      if (mark === MARKS.body) body = scratch.subarray(from, end);
      end = put(after, end);
    }
    return { page: scratch.subarray(0, end), body };
  };
};
