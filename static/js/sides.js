// @ts-check
// On a phone the answers lie in a strip that swipes; two tabs say which one is on the screen, and
// a dot that the other one has new text.

import { all } from "./lib/dom.js";

const strip = window.matchMedia("(max-width: 48rem)");
const tabs = all(document, "[data-show]");
let shown = "a";
let isSettling = false;

for (const tab of tabs) tab.addEventListener("click", () => show(tab.dataset.show ?? "a", null));
strip.addEventListener("change", () => all(document, "[data-duel]").forEach(makeFocusable));

/** Follow the swipes in one turn. @param {HTMLElement} turn */
export function watchSides(turn) {
  for (const duel of all(turn, "[data-duel]")) {
    makeFocusable(duel);
    if (tabs.length < 2) continue;
    duel.addEventListener("scroll", () => settle(duel), { passive: true });
    bring(duel, shown, "instant");
  }
}

/** New text came in on a side. @param {string} side */
export function markUnread(side) {
  if (side !== shown && strip.matches) setUnread(side, true);
}

/** A strip that scrolls must be within reach of the keyboard. @param {HTMLElement} duel */
function makeFocusable(duel) {
  if (strip.matches && tabs.length === 2) duel.tabIndex = 0;
  else duel.removeAttribute("tabindex");
}

/** @param {HTMLElement} duel */
function settle(duel) {
  if (!strip.matches || isSettling) return;
  const isSecond = Math.abs(duel.scrollLeft) > duel.clientWidth / 2;
  const side = isSecond ? "b" : "a";
  if (side !== shown) show(side, duel);
}

/** @param {string} side @param {HTMLElement | null} swiped this strip is there already */
function show(side, swiped) {
  shown = side;
  setUnread(side, false);
  for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.dataset.show === side));
  isSettling = true;
  for (const duel of all(document, "[data-duel]")) {
    if (duel !== swiped) bring(duel, side, swiped ? "instant" : "smooth");
  }
  setTimeout(() => (isSettling = false), 400);
}

/** @param {HTMLElement} duel @param {string} side @param {ScrollBehavior} behavior */
function bring(duel, side, behavior) {
  const isRightToLeft = getComputedStyle(duel).direction === "rtl";
  const left = side === "b" ? duel.scrollWidth * (isRightToLeft ? -1 : 1) : 0;
  duel.scrollTo({ left, behavior });
}

/** @param {string} side @param {boolean} isUnread */
function setUnread(side, isUnread) {
  const tab = tabs.find((found) => found.dataset.show === side);
  const dot = tab?.querySelector("[data-unread]");
  if (dot instanceof HTMLElement) dot.hidden = !isUnread;
}
