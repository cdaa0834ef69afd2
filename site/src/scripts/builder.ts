/// <reference lib="dom" />
import type { Decision } from "../../../db/records/policy.ts";
import { isAlias } from "../../../policy/format.ts";
import { FORMATS } from "../../../policy/formats.ts";
import { renderStack, type StackFile } from "../../../policy/stack.ts";
import { breakableName } from "./breakable-name.ts";
import { make, pickServer, type ServerData } from "./pick-server.ts";

const RISKS = ["Low", "Medium", "High", "Critical"];

type Entry = {
  data: ServerData;
  box: HTMLElement;
  /** What the server is called in the policy. */
  alias: HTMLInputElement;
  /** The names of the tools that were left out. */
  dropped: () => Set<string>;
};

/**
 * The policy builder: everything happens here, in the browser, by the code of the command; nothing of what is picked is
 * sent anywhere.
 */
export const start = (): void => {
  const form = document.querySelector<HTMLFormElement>("[data-pick]");
  const chosen = document.querySelector<HTMLElement>("[data-chosen]");
  const output = document.querySelector<HTMLElement>("[data-output]");
  const status = document.querySelector<HTMLElement>("[data-status]");
  const profile = document.querySelector<HTMLSelectElement>("[data-profile]");
  const formats = document.querySelector<HTMLSelectElement>("[data-format]");
  if (!form || !chosen || !output || !profile || !formats) return;
  const entries = new Map<string, Entry>();
  const blobs: string[] = [];
  /** What the page says while nothing is picked. */
  const empty = [...output.childNodes];

  const say = (text: string): void => {
    if (status) status.textContent = text;
  };

  const decisionsOf = ({ data, dropped }: Entry): Decision[] => {
    const without = dropped();
    return (data.decisions[profile.value] ?? []).filter(({ tool }) => !without.has(tool));
  };

  const fileBox = ({ fileName, text, cannotExpress }: StackFile, mediaType: string): HTMLElement => {
    const name = fileName.split("/").at(-1) ?? fileName;
    const url = URL.createObjectURL(new Blob([`${text}\n`], { type: mediaType }));
    blobs.push(url);
    const shown = make("pre", { className: "long", tabIndex: 0 }, text);
    shown.setAttribute("role", "region");
    shown.setAttribute("aria-label", fileName);
    const copy = make("button", { type: "button" }, "Copy");
    copy.addEventListener("click", () => {
      navigator.clipboard.writeText(text).then(
        () => say(`${fileName} is on the clipboard.`),
        () => say("Select the text and copy it."),
      );
    });
    const link = make("a", { className: "act", href: url, download: name }, "Download");
    const actions = make("span", { className: "row" }, ...(navigator.clipboard ? [copy] : []), link);
    const losses =
      cannotExpress.length === 0
        ? []
        : [
            make(
              "details",
              { className: "pad small" },
              make("summary", {}, `What this format cannot say (${cannotExpress.length})`),
              make(
                "ul",
                { className: "list" },
                ...cannotExpress.map(({ alias, says }) =>
                  make("li", { className: "untrusted" }, entries.size > 1 ? `${alias}: ${says}` : says),
                ),
              ),
            ),
          ];
    return make("div", { className: "box" }, make("header", {}, make("code", {}, fileName), actions), shown, ...losses);
  };

  const show = (): void => {
    for (const url of blobs.splice(0)) URL.revokeObjectURL(url);
    const format = FORMATS.find(({ id }) => id === formats.value);
    const servers = [...entries.values()].map((entry) => ({
      alias: entry.alias.value,
      serverName: entry.data.name,
      decisions: decisionsOf(entry),
    }));
    if (!format || servers.length === 0) {
      output.replaceChildren(...empty);
      return;
    }
    try {
      const files = renderStack(format, servers);
      output.replaceChildren(...files.map((file) => fileBox(file, format.mediaType)));
    } catch (error) {
      output.replaceChildren(make("p", { className: "quote" }, error instanceof Error ? error.message : String(error)));
    }
  };

  const remember = (): void => {
    const query = new URLSearchParams([
      ...[...entries.keys()].map((slug) => ["server", slug]),
      ["profile", profile.value],
      ["format", formats.value],
    ]);
    history.replaceState(null, "", entries.size > 0 ? `?${query}` : location.pathname);
  };

  const changed = (): void => {
    show();
    remember();
  };

  /** The server's usual key, or one with a number where another server of the stack has it. */
  const freeAlias = (wanted: string): string => {
    const taken = new Set([...entries.values()].map(({ alias }) => alias.value));
    let free = wanted;
    for (let at = 2; taken.has(free); at++) free = `${wanted.slice(0, 56)}-${at}`;
    return free;
  };

  const aliasInput = (data: ServerData): HTMLInputElement => {
    const input = make("input", {
      value: freeAlias(data.alias),
      spellcheck: false,
      autocomplete: "off",
      maxLength: 60,
    });
    input.addEventListener("input", () => {
      const wrong = isAlias(input.value) ? "" : "Letters, digits, - and _, a letter first.";
      input.setCustomValidity(wrong);
      input.reportValidity();
      if (!wrong) show();
    });
    return input;
  };

  const add = (data: ServerData): void => {
    if (entries.has(data.slug)) {
      say("It is in the list already.");
      return;
    }
    // Riskiest first, as on the page of the server; the policy keeps the order of the listing.
    const riskiest = [...data.tools].sort((a, b) => RISKS.indexOf(b.risk) - RISKS.indexOf(a.risk));
    const boxes = riskiest.map((tool) => ({ tool, input: make("input", { type: "checkbox", checked: true }) }));
    const counted = make("summary", {});
    const count = (): void => {
      const kept = boxes.filter(({ input }) => input.checked).length;
      counted.textContent =
        kept === boxes.length ? `All ${boxes.length} tools` : `${kept} of ${boxes.length} tools; the others are denied`;
    };
    const rows = boxes.map(({ tool, input }) =>
      make(
        "label",
        {},
        input,
        breakableName(tool.name),
        make("span", { className: `small sign ${tool.risk.toLowerCase()}` }, tool.risk),
      ),
    );
    const fields = make(
      "fieldset",
      { className: "picks" },
      make("legend", { className: "hidden-caption" }, "Tools"),
      ...rows,
    );
    const remove = make("button", { type: "button" }, "Remove");
    remove.setAttribute("aria-label", `Remove ${data.name}`);
    const alias = aliasInput(data);
    const box = make(
      "section",
      { className: "box" },
      make("header", {}, make("b", {}, breakableName(data.name, "")), remove),
      make("label", { className: "pad small" }, "Its key in your configuration ", alias),
      make("details", { className: "pad", open: boxes.length <= 12 }, counted, fields),
    );
    count();
    entries.set(data.slug, {
      data,
      box,
      alias,
      dropped: () => new Set(boxes.filter(({ input }) => !input.checked).map(({ tool }) => tool.name)),
    });
    chosen.append(box);
    fields.addEventListener("change", () => {
      count();
      show();
    });
    remove.addEventListener("click", () => {
      box.remove();
      entries.delete(data.slug);
      form.querySelector("input")?.focus();
      changed();
    });
    changed();
    say(data.tools.length === 0 ? "Its tools could not be listed, so nothing of it is let through." : "");
  };

  const given = new URLSearchParams(location.search);
  for (const [select, key] of [
    [profile, "profile"],
    [formats, "format"],
  ] as const) {
    const wanted = given.get(key);
    if (wanted !== null && [...select.options].some(({ value }) => value === wanted)) select.value = wanted;
    select.addEventListener("change", changed);
  }
  const { load } = pickServer(form, add, say);
  show();
  void (async () => {
    // One after the other, so that they stand in the order of the address.
    for (const slug of given.getAll("server").slice(0, 20)) await load(slug);
  })();
};
