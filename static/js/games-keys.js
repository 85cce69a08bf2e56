// @ts-check
// Number keys answer, unless they are switched off; the numbers stand on the buttons meanwhile. Enter
// sends what was written in a large box.

import { all, keep, kept } from "./lib/dom.js";

const KEPT_AS = "match-keys";
let isListening = false;

/** Called whenever the buttons are new. */
export function watchKeys() {
  const box = switchOf();
  const line = document.querySelector("[data-keys]");
  if (line instanceof HTMLElement) line.hidden = document.querySelector("[data-key]") === null;
  if (box && !box.dataset.isWatched) {
    box.dataset.isWatched = "yes";
    box.checked = kept(localStorage, KEPT_AS) !== "off";
    box.addEventListener("change", () => {
      keep(localStorage, KEPT_AS, box.checked ? "" : "off");
      showKeys();
    });
  }
  showKeys();
  if (isListening) return;
  isListening = true;
  document.addEventListener("keydown", answerByKey);
  document.addEventListener("keydown", sendByEnter);
}

function switchOf() {
  return /** @type {HTMLInputElement | null} */ (document.getElementById("match-keys"));
}

function isOn() {
  return kept(localStorage, KEPT_AS) !== "off";
}

function showKeys() {
  for (const hint of all(document, "kbd[data-key]")) hint.hidden = !isOn();
  for (const hint of all(document, "[data-key]")) {
    const button = hint.closest("button");
    if (isOn()) button?.setAttribute("aria-keyshortcuts", hint.dataset.key ?? "");
    else button?.removeAttribute("aria-keyshortcuts");
  }
}

/** @param {KeyboardEvent} event */
function answerByKey(event) {
  if (!isOn() || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target)) return;
  const hint = document.querySelector(`#match [data-key="${CSS.escape(event.key)}"]`);
  const button = hint?.closest("button");
  if (!button?.form) return;
  event.preventDefault();
  button.focus({ preventScroll: true });
  button.form.requestSubmit(button);
}

/** @param {KeyboardEvent} event */
function sendByEnter(event) {
  const box = event.target;
  if (!(box instanceof HTMLTextAreaElement) || !box.hasAttribute("data-sends")) return;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  box.form?.requestSubmit();
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  const isTick = target instanceof HTMLInputElement && target.type === "checkbox";
  return !isTick && target.closest("input, textarea, select, [contenteditable]") !== null;
}
