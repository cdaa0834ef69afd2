/// <reference lib="dom" />
import type { ServerLook } from "../../server-looks.ts";
import { breakableName } from "./breakable-name.ts";
import { make, pickServer, readLooks, type ServerData } from "./pick-server.ts";

type Tool = {
  name: string;
  slug: string | null;
  fingerprint: string;
  category: string;
  risk: string;
  capabilities: readonly string[];
};

/** One side of the comparison: a server, and which of its looks is shown. */
type Side = {
  data: ServerData;
  looks: readonly ServerLook[];
  /** When the look began; null: the latest. */
  at: string | null;
};

const RISKS = ["Critical", "High", "Medium", "Low"];

const lookName = ({ at, version }: { at: string; version: string | null }): string => {
  // Made when it is needed: most servers have one look, and a phone takes its time over making it.
  const day = new Date(at).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  return `${day}${version ? `, version ${version}` : ""}`;
};

const toolsOf = ({ data, looks, at }: Side): readonly Tool[] =>
  at === null ? data.tools : (looks.find((look) => look.at === at)?.tools ?? []);

const byName = (tools: readonly Tool[]): ReadonlyMap<string, Tool> => new Map(tools.map((tool) => [tool.name, tool]));

const row = (label: Node | string, a: Node | string, b: Node | string, differs = false): HTMLElement =>
  make(
    "tr",
    { className: differs ? "differs" : "" },
    make("th", { scope: "row" }, label),
    make("td", {}, a),
    make("td", {}, b),
  );

/** Two servers, or two looks at one, side by side, from the data beside their pages. */
export const start = (): void => {
  const forms = [...document.querySelectorAll<HTMLFormElement>("[data-pick]")];
  const table = document.querySelector<HTMLTableElement>("[data-comparison]");
  const status = document.querySelector<HTMLElement>("[data-status]");
  const only = document.querySelector<HTMLInputElement>("[data-differences]");
  const shown = document.querySelector<HTMLElement>("[data-comparing]");
  const base = forms[0]?.dataset.base ?? "/";
  const sides: (Side | null)[] = [null, null];
  if (forms.length !== 2 || !table || !shown) return;
  /** Until what the address names has been read: then all of it is shown at once, in one layout of the page. */
  let opening = true;

  const say = (text: string): void => {
    if (status) status.textContent = text;
  };

  const verdict = (tool: Tool | undefined, { data, at }: Side, note: string): Node | string => {
    if (!tool) return make("span", { className: "quiet" }, "not there");
    const words = [make("span", { className: `sign ${tool.risk.toLowerCase()}` }, tool.risk), `, ${tool.category}`];
    const page = tool.slug && at === null;
    const shown = page
      ? make("a", { href: `${base}tools/${data.slug}/${tool.slug}/` }, ...words)
      : make("span", {}, ...words);
    return note ? make("span", {}, shown, make("span", { className: "small quiet block" }, note)) : shown;
  };

  const head = ({ data, looks, at }: Side): Node => {
    const look = looks.find((one) => one.at === at);
    return make(
      "span",
      {},
      make("a", { href: `${base}servers/${data.slug}/` }, make("bdi", {}, data.name)),
      ...(look ? [make("span", { className: "small quiet block" }, lookName(look))] : []),
    );
  };

  const toolRow = (name: string, a: Side, b: Side, left: Tool | undefined, right: Tool | undefined): HTMLElement => {
    const sameVerdict = left?.risk === right?.risk && left?.category === right?.category;
    const note = left && right && left.fingerprint !== right.fingerprint ? "another definition" : "";
    return row(
      breakableName(name),
      verdict(left, a, ""),
      verdict(right, b, note),
      !left || !right || !sameVerdict || note !== "",
    );
  };

  const show = (): void => {
    const [a, b] = sides;
    if (!a || !b) {
      say(a || b ? "Pick the other one too." : "");
      return;
    }
    say("");
    const [left, right] = [toolsOf(a), toolsOf(b)];
    const capabilities = [...new Set([...left, ...right].flatMap((tool) => tool.capabilities))].sort();
    const [inLeft, inRight] = [byName(left), byName(right)];
    const names = [...new Set([...inLeft.keys(), ...inRight.keys()])].sort();
    const isShared = (name: string): boolean => inLeft.has(name) && inRight.has(name);
    const shared = names.filter(isShared);
    const ordered = [...shared, ...names.filter((name) => !isShared(name))];
    const onlyIn = ({ size }: ReadonlyMap<string, Tool>): string => String(size - shared.length);
    const summary = `Tool by tool: ${shared.length} in both, ${onlyIn(inLeft)} only in the first, ${onlyIn(inRight)} only in the second`;
    const counted = (label: string, fits: (tool: Tool) => boolean): HTMLElement => {
      const [x, y] = [left, right].map((tools) => tools.filter(fits).length);
      return row(label, String(x), String(y), x !== y);
    };
    const grade = (side: Side): string =>
      side.at === null ? (side.data.grade.letter ?? "none") : "only of the latest";
    const heading = (text: string): HTMLElement =>
      make("tr", { className: "group" }, make("th", { scope: "rowgroup", colSpan: 3 }, text));
    table.replaceChildren(
      make(
        "thead",
        {},
        make("tr", {}, make("td", {}), make("th", { scope: "col" }, head(a)), make("th", { scope: "col" }, head(b))),
      ),
      make(
        "tbody",
        {},
        row("Grade", grade(a), grade(b), grade(a) !== grade(b)),
        counted("Tools", () => true),
        ...RISKS.map((risk) => counted(`${risk} risk`, (tool) => tool.risk === risk)),
      ),
      ...(capabilities.length > 0
        ? [
            make(
              "tbody",
              {},
              heading("Tools by capability"),
              ...capabilities.map((id) => counted(id, (tool) => tool.capabilities.includes(id))),
            ),
          ]
        : []),
      make(
        "tbody",
        {},
        heading(summary),
        ...ordered.map((name) => toolRow(name, a, b, inLeft.get(name), inRight.get(name))),
      ),
    );
    shown.hidden = false;
    table.classList.toggle("only-differences", only?.checked ?? false);
  };

  const remember = (): void => {
    const query = new URLSearchParams();
    for (const [at, side] of sides.entries()) {
      if (!side) continue;
      const key = at === 0 ? "a" : "b";
      query.set(key, side.data.slug);
      if (side.at !== null) query.set(`${key}-at`, side.at);
    }
    if (`?${query}` !== location.search) history.replaceState(null, "", `?${query}`);
  };

  const changed = (): void => {
    if (opening) return;
    remember();
    show();
  };

  /** Lets a person choose among the looks of a server that was seen to change; nothing where there is one. */
  const offerLooks = (form: HTMLFormElement, side: Side): void => {
    const label = form.querySelector<HTMLElement>("[data-looks]");
    const select = label?.querySelector("select");
    if (!label || !select) return;
    label.hidden = side.data.looks.length < 2;
    if (label.hidden) return;
    select.replaceChildren(
      ...side.data.looks.map((look, at) =>
        make(
          "option",
          { value: at === 0 ? "" : look.at },
          at === 0 ? "as it is now" : `as it was since ${lookName(look)}`,
        ),
      ),
    );
    select.value = side.at ?? "";
    select.onchange = () => void choose(side, select.value || null);
  };

  const choose = async (side: Side, at: string | null): Promise<void> => {
    try {
      if (at !== null && side.looks.length === 0) side.looks = await readLooks(base, side.data.slug);
    } catch (error) {
      return say(`The earlier looks could not be read: ${error instanceof Error ? error.message : String(error)}`);
    }
    // From the address, so it may name a look that is none.
    side.at = side.looks.some((look) => look.at === at) ? at : null;
    changed();
  };

  const given = new URLSearchParams(location.search);
  only?.addEventListener("change", () => table.classList.toggle("only-differences", only.checked));
  /** Reads what the address names for one side; settles when that is known or said to be wrong. */
  const open = async (form: HTMLFormElement, at: number): Promise<void> => {
    const key = at === 0 ? "a" : "b";
    let wanted = given.get(`${key}-at`);
    let chosen = Promise.resolve();
    const { load } = pickServer(
      form,
      (data) => {
        const side: Side = { data, looks: [], at: null };
        sides[at] = side;
        const picked = form.querySelector("[data-picked]");
        if (picked) picked.textContent = data.name;
        const look = wanted;
        wanted = null;
        chosen = choose(side, look).then(() => offerLooks(form, side));
      },
      say,
    );
    const slug = given.get(key);
    if (slug) await load(slug);
    await chosen;
  };
  void Promise.all(forms.map(open)).then(() => {
    opening = false;
    if (sides.some((side) => side !== null)) changed();
  });
};
