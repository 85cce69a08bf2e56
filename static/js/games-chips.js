// @ts-check
// Words that may not be said light up while one writes them. Advice only: the server rules.

import { all } from "./lib/dom.js";

const SHORTEST_INSIDE = 4; // letters from which a word inside another is worth a warning

/** Called whenever the boxes are new. */
export function watchChips() {
  const list = document.querySelector("[data-forbidden]");
  const box = document.querySelector("#controls textarea, #controls input:not([type=hidden])");
  if (!(list instanceof HTMLElement) || !(box instanceof HTMLElement)) return;
  if (box.dataset.isWatched) return;
  box.dataset.isWatched = "yes";
  const said = document.createElement("p");
  said.className = "move__near";
  said.setAttribute("role", "status");
  box.after(said);
  box.addEventListener("input", () => {
    const written = plain(/** @type {HTMLInputElement} */ (box).value);
    const near = all(list, "[data-chip]").filter((chip) => {
      const isNear = says(written, plain(chip.dataset.chip ?? ""));
      chip.classList.toggle("word-chip--near", isNear);
      return isNear;
    });
    const found = near.map((chip) => chip.dataset.chip).join(", ");
    said.textContent = found ? `${list.dataset.wordNear} ${found}` : "";
  });
}

/** @param {string} text */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** @param {string} written @param {string} word */
function says(written, word) {
  if (!word) return false;
  if (word.length >= SHORTEST_INSIDE) return letters(written).includes(letters(word));
  return written.split(/[^\p{L}\p{N}]+/u).includes(word);
}

/** @param {string} text */
function letters(text) {
  return text.replace(/[^\p{L}\p{N}]/gu, "");
}
