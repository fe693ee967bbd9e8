"use strict";
// The page is whole without this script. It adds: sorting and copying, what a number rests on
// beside the number, and contents that follow the reader.

const make = (name, text = "", values = {}) =>
  Object.assign(document.createElement(name), { textContent: text, ...values });

// Sort and copy: a table or a listing gets its buttons when it is unfolded.
const said = make("p", "", { className: "unseen", role: "status" });
const copier = read => {
  const button = make("button", "Copy", { type: "button", className: "copy" });
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(read());
    said.textContent = button.textContent = "Copied";
    setTimeout(() => { said.textContent = ""; button.textContent = "Copy"; }, 2000);
  });
  return button;
};
const sort = (table, head, place) => {
  const down = head.ariaSort === "ascending" ? -1 : 1;
  const body = table.tBodies[0];
  const rows = [...body.rows].map(row => [row.cells[place].textContent, row]);
  rows.sort(([a], [b]) => !a || !b ? !a - !b : down * (
    head.className === "n" ? a - b : a.localeCompare(b, "en", { numeric: true })));
  body.append(...rows.map(([, row]) => row));
  for (const other of head.parentNode.cells) other.ariaSort = null;
  head.ariaSort = down > 0 ? "ascending" : "descending";
};
const equip = details => {
  if ("ready" in details.dataset) return;
  details.dataset.ready = "";
  const folded = details.querySelector("noscript");
  folded.outerHTML = folded.textContent;
  const table = details.querySelector("table"), listing = details.querySelector("pre");
  if (listing) listing.closest("[role]").before(copier(() => listing.textContent));
  if (!table) return;
  table.closest("[role]").before(copier(() => [...table.rows].map(
    row => [...row.cells].map(cell => cell.textContent).join("\t")).join("\n")));
  [...table.tHead.rows[0].cells].forEach((head, place) => {
    const button = make("button", head.textContent, { type: "button" });
    button.addEventListener("click", () => sort(table, head, place));
    head.replaceChildren(button);
  });
  for (const cell of table.querySelectorAll("td.ids"))
    cell.replaceChildren(...cell.textContent.split(" ").flatMap(
      id => [make("a", id, { href: `#fact-${id}` }), " "]));
};
document.querySelectorAll("main details[open]").forEach(equip);
document.addEventListener("toggle", ({ target }) => {
  if (target.matches("main details")) equip(target);
}, true);

// What stands behind a number, a note or a citation: its entries, shown where the reader is.
const MOST = 5;
const tip = make("div", "", { id: "tip", role: "tooltip", popover: "manual" });
const sources = 'a[href^="#fact-"],a[href^="#reference-"],td a[href^="#"],th a[href^="#"],a.term';
let shown = null, leaving = 0, touch = false, tapped = null;
const place = () => {
  if (!shown) return;
  const at = shown.getClientRects()[0] ?? shown.getBoundingClientRect();
  const left = Math.min(at.left, document.documentElement.clientWidth - tip.offsetWidth - 8);
  const below = at.bottom + 6 + tip.offsetHeight < innerHeight;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${Math.max(8, below ? at.bottom + 6 : at.top - 6 - tip.offsetHeight)}px`;
};
const hide = () => {
  clearTimeout(leaving);
  if (shown) { shown.removeAttribute("aria-describedby"); tip.hidePopover(); }
  shown = tapped = null;
};
const show = link => {
  clearTimeout(leaving);
  if (shown === link) return;
  hide();
  const ids = (link.dataset.tip ?? link.hash.slice(1)).split(" ");
  const lines = ids.slice(0, MOST).flatMap(id => {
    const entry = document.getElementById(id) ?? document.getElementById(`fact-${id}`);
    const source = !ids[0].startsWith("reference-") && entry.querySelector('a[href^="#reference-"]');
    const cited = source && document.getElementById(source.hash.slice(1));
    const words = [...entry.cells ?? [entry]].map(part => part.textContent).join(": ");
    return [make("p", words), ...cited ? [make("p", cited.textContent, { className: "note" })] : []];
  });
  if (ids.length > MOST) lines.push(make("p", `and ${ids.length - MOST} more`));
  tip.replaceChildren(...lines);
  tip.showPopover();
  shown = link;
  link.setAttribute("aria-describedby", "tip");
  place();
};
document.querySelector("main").append(tip, said);
document.addEventListener("pointerdown", event => {
  touch = event.pointerType === "touch";
  if (touch && !event.target.closest(`${sources},#tip`)) hide();
});
document.addEventListener("pointerover", ({ target, pointerType }) => {
  if (pointerType === "touch") return;
  const link = target.closest(sources);
  if (link) show(link);
  else if (target.closest("#tip")) clearTimeout(leaving);
  else if (shown) { clearTimeout(leaving); leaving = setTimeout(hide, 250); }
});
document.addEventListener("focusin", ({ target }) =>
  target.matches(sources) ? touch || show(target) : hide());
document.addEventListener("click", event => {
  const link = event.target.closest(sources);
  if (!link) return;
  if (touch && tapped !== link) { event.preventDefault(); show(link); tapped = link; }
  else hide();
});
document.addEventListener("keydown", ({ key }) => { if (key === "Escape") hide(); });
document.addEventListener("scroll", place, { capture: true, passive: true });

// The contents beside the text show the sections of the chapter that is being read.
const nav = document.querySelector("nav .wide");
const entries = new Map([...nav.querySelectorAll("a")].map(link => [link.hash.slice(1), link]));
const chapters = [...document.querySelectorAll("main .chapter")];
let due = 0;
const follow = () => {
  due = 0;
  const above = each => each.getBoundingClientRect().top < innerHeight / 10;
  const heads = chapters.findLast(above)?.querySelectorAll(":is(h2,h3)[id]") ?? [];
  const link = entries.get([...heads].findLast(above)?.id);
  if (link?.ariaCurrent) return;
  nav.querySelector("[aria-current]")?.removeAttribute("aria-current");
  for (const item of nav.querySelectorAll(".here")) item.classList.remove("here");
  link?.setAttribute("aria-current", "true");
  for (let item = link?.closest("li"); item; item = item.parentNode.closest("li"))
    item.classList.add("here");
};
document.addEventListener("scroll", () => { due ||= requestAnimationFrame(follow); }, { passive: true });
