// @ts-check
// One's own move is shown at once, before the server has it, and goes when it was taken or refused.

import { all, byId } from "./lib/dom.js";

/** @type {HTMLFormElement | null} the form whose move is on its way */
let underWay = null;

export function isMoveUnderWay() {
  return underWay !== null;
}

/** @param {HTMLFormElement} form @param {string} said */
export function beginMove(form, said) {
  underWay = form;
  form.setAttribute("aria-busy", "true");
  for (const control of all(form, "button")) control.setAttribute("aria-disabled", "true");
  const own = document.createElement("li");
  own.className = "said said--own said--pending";
  own.dataset.pending = "";
  own.setAttribute("aria-hidden", "true"); // the line that the server draws is read out
  own.textContent = said;
  byId("history").append(own);
}

/** Taken or refused: the line goes, and the form can be used again. */
export function endMove() {
  for (const pending of all(document, "[data-pending]")) pending.remove();
  if (!underWay) return;
  underWay.removeAttribute("aria-busy");
  for (const control of all(underWay, "button")) control.removeAttribute("aria-disabled");
  underWay = null;
}

/**
 * What a move says, for its line.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 * @param {string} wordColumn
 */
export function wordsOf(form, button, wordColumn) {
  const written = all(form, "input:not([type=hidden]), textarea")
    .map((box) => /** @type {HTMLInputElement} */ (box).value)
    .filter(Boolean);
  if (written.length) return written.join(" / ");
  if (button?.hasAttribute("data-side")) return `${wordColumn} ${button.getAttribute("value")}`;
  return button?.dataset.label ?? button?.textContent?.trim() ?? "";
}
