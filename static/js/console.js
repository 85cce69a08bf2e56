// @ts-check
// The console's keys: J and K move along the queue, X ticks, S and C decide, U undoes.
// A decision needs a reason: its key goes to the field, and Enter there sends it.

import { all } from "./lib/dom.js";

const UNDO_SECONDS = 10;
const links = /** @type {HTMLAnchorElement[]} */ (all(document, "[data-queue-link]"));
const undoBar = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-undo]"));

if (undoBar) setTimeout(() => (undoBar.hidden = true), UNDO_SECONDS * 1000);
document.addEventListener("keydown", act);
let wanted = ""; // the decision that Enter in the field sends

/** @param {KeyboardEvent} event */
function act(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const isTyping = target.matches("textarea, select, input:not([type=checkbox])");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (key === "x") tick();
  else if (key === "s") decide("set_aside");
  else if (key === "c") decide("cleared");
  else if (key === "u" && undoBar && !undoBar.hidden) undoBar.requestSubmit();
  else return;
  event.preventDefault();
}

/** Where the queue is at: the link in focus, or the account that is shown. */
function place() {
  const focused = links.findIndex((link) => link === document.activeElement);
  return focused >= 0 ? focused : links.findIndex((link) => link.closest("[aria-current]"));
}

/** @param {number} step */
function move(step) {
  const next = links[place() + step];
  if (!next) return;
  next.focus();
  if (next.closest(".console__queue")) location.assign(next.href);
}

function tick() {
  const box = links[place()]?.closest("li")?.querySelector("input[type=checkbox]");
  if (box) /** @type {HTMLInputElement} */ (box).click();
}

/** @param {string} decision */
function decide(decision) {
  wanted = decision;
  document.getElementById("reason")?.focus();
}

document.getElementById("reason")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || !wanted) return;
  event.preventDefault();
  const button = document.querySelector(`button[name=decision][value=${wanted}]`);
  /** @type {HTMLButtonElement | null} */ (button)?.click();
});
