/// <reference lib="dom" />

/*
 * Filters the lists of the index as one types. Every row is in the page already; this only hides those that do not
 * match. The question stands in the address, so that it can be shared.
 */
const form = document.querySelector<HTMLFormElement>("[data-search]");
const status = document.querySelector("[data-status]");
const rows = [...document.querySelectorAll<HTMLTableRowElement>("main tbody tr")].map((row) => ({
  row,
  text: (row.textContent ?? "").toLowerCase(),
  risk: row.dataset.risk,
  category: row.dataset.category,
}));

const apply = (): void => {
  if (!form) return;
  const data = new FormData(form);
  const words = String(data.get("q") ?? "")
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean);
  const risks = data.getAll("risk");
  const categories = data.getAll("category");
  let tools = 0;
  for (const { row, text, risk, category } of rows) {
    const fits =
      words.every((word) => text.includes(word)) &&
      (risks.length === 0 || (risk !== undefined && risks.includes(risk))) &&
      (categories.length === 0 || (category !== undefined && categories.includes(category)));
    row.hidden = !fits;
    if (fits && risk) tools++;
  }
  const asked = words.length + risks.length + categories.length > 0;
  if (status) status.textContent = asked ? (tools === 1 ? "1 tool matches" : `${tools} tools match`) : "";
  const query = new URLSearchParams(
    [...data].filter(([, value]) => value !== "").map(([key, value]) => [key, String(value)]),
  );
  history.replaceState(null, "", query.size > 0 ? `?${query}` : location.pathname);
};

if (form) {
  const asked = new URLSearchParams(location.search);
  for (const field of form.querySelectorAll("input"))
    if (field.type === "checkbox") field.checked = asked.getAll(field.name).includes(field.value);
    else field.value = asked.get(field.name) ?? "";
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  if (asked.size > 0) apply();
}
