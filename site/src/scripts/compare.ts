/// <reference lib="dom" />
import { make, pickServer, type ServerData } from "./pick-server.ts";

/** Two servers side by side, from the data beside their pages. */
export const start = (): void => {
  const RISKS = ["Critical", "High", "Medium", "Low"];
  const forms = [...document.querySelectorAll<HTMLFormElement>("[data-pick]")];
  const table = document.querySelector<HTMLTableElement>("[data-comparison]");
  const status = document.querySelector<HTMLElement>("[data-status]");
  const sides: (ServerData | null)[] = [null, null];

  const say = (text: string): void => {
    if (status) status.textContent = text;
  };

  const row = (label: Node | string, a: Node | string, b: Node | string): HTMLElement =>
    make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, a), make("td", {}, b));

  const verdict = (data: ServerData, name: string, base: string): Node | string => {
    const tool = data.tools.find((one) => one.name === name);
    if (!tool) return make("span", { className: "quiet" }, "none");
    return make(
      "a",
      { href: `${base}tools/${data.slug}/${tool.slug}/` },
      make("span", { className: tool.risk.toLowerCase() }, tool.risk),
      `, ${tool.category}`,
    );
  };

  const show = (base: string): void => {
    const [a, b] = sides;
    if (!table || !a || !b) {
      say("Pick two servers.");
      return;
    }
    say("");
    const capabilities = [...new Set([...a.tools, ...b.tools].flatMap((tool) => tool.capabilities))].sort();
    const having = (data: ServerData, id: string): string =>
      String(data.tools.filter((tool) => tool.capabilities.includes(id)).length);
    const at = (data: ServerData, risk: string): string =>
      String(data.tools.filter((tool) => tool.risk === risk).length);
    const names = [...new Set([...a.tools, ...b.tools].map(({ name }) => name))].sort();
    const shared = names.filter((name) => [a, b].every((data) => data.tools.some((tool) => tool.name === name)));
    const own = names.filter((name) => !shared.includes(name));
    const title = (data: ServerData): Node =>
      make("a", { href: `${base}servers/${data.slug}/` }, make("bdi", {}, data.name));
    table.replaceChildren(
      make(
        "thead",
        {},
        make("tr", {}, make("td", {}), make("th", { scope: "col" }, title(a)), make("th", { scope: "col" }, title(b))),
      ),
      make(
        "tbody",
        {},
        row("Grade", a.grade.letter ?? "none", b.grade.letter ?? "none"),
        row("Tools", String(a.tools.length), String(b.tools.length)),
        ...RISKS.map((risk) => row(`${risk} risk`, at(a, risk), at(b, risk))),
        ...capabilities.map((id) => row(id, having(a, id), having(b, id))),
        ...[...shared, ...own].map((name) =>
          row(make("bdi", { className: "name" }, name), verdict(a, name, base), verdict(b, name, base)),
        ),
      ),
    );
    table.hidden = false;
  };

  if (forms.length === 2) {
    const base = forms[0]?.dataset.base ?? "/";
    const given = new URLSearchParams(location.search);
    for (const [side, form] of forms.entries()) {
      const key = side === 0 ? "a" : "b";
      const { load } = pickServer(
        form,
        (data) => {
          sides[side] = data;
          const legend = form.querySelector("[data-picked]");
          if (legend) legend.textContent = data.name;
          const query = new URLSearchParams(location.search);
          query.set(key, data.slug);
          history.replaceState(null, "", `?${query}`);
          show(base);
        },
        say,
      );
      const slug = given.get(key);
      if (slug) void load(slug);
    }
  }
};
