// @ts-check
// Around a match: a link to invite with; after the end, step through it again, share it.

import { all, byId, copyText, flashWord, one } from "./lib/dom.js";

/** Called whenever the pieces are new; does nothing with what is not there. */
export function watchEnding() {
  const replay = document.querySelector("[data-replay]");
  if (replay instanceof HTMLElement && replay.hidden) watchReplay(replay);
  watchCopy("[data-copy-share]", "share-text");
  watchCopy("[data-copy-invite]", "invite-link");
}

/** @param {HTMLElement} replay */
function watchReplay(replay) {
  replay.hidden = false;
  const range = /** @type {HTMLInputElement} */ (byId("replay-at"));
  const { first, last, wordStep, wordCopied } = replay.dataset;
  const steps = stepsOf(Number(first), Number(last));
  const say = one(replay, "[data-replay-words]");

  const show = () => {
    const at = Number(range.value);
    for (const thing of byId("match").querySelectorAll("[data-seq]")) hideLater(thing, at);
    const number = steps.filter((step) => step <= at).length;
    say.textContent = `${wordStep} ${number} / ${steps.length}`;
    range.setAttribute("aria-valuetext", say.textContent);
  };
  range.addEventListener("input", show);
  for (const button of all(replay, "[data-step]")) {
    button.addEventListener("click", () => {
      const at = Number(range.value);
      const isOn = button.dataset.step === "1";
      const next = isOn ? steps.find((step) => step > at) : steps.findLast((step) => step < at);
      range.value = String(next ?? (isOn ? last : first));
      show();
    });
  }
  one(replay, "[data-copy-place]").addEventListener("click", async () => {
    const place = new URL(location.href);
    place.searchParams.set("at", range.value);
    history.replaceState(null, "", place);
    await copyText(place.href);
    flashWord(one(replay, "[data-copy-place] [data-copy-word]"), wordCopied ?? "");
  });
  const asked = Number(new URLSearchParams(location.search).get("at"));
  if (asked >= Number(first) && asked <= Number(last)) range.value = String(asked);
  show();
}

/** Only steps at which something is to be seen. @param {number} first @param {number} last */
function stepsOf(first, last) {
  const seen = [...byId("match").querySelectorAll("#history [data-seq], #table [data-seq]")];
  const numbers = seen.map((thing) => Number(thing.getAttribute("data-seq")));
  const steps = [...new Set([...numbers, last])].filter((seq) => seq >= first);
  return steps.sort((one, other) => one - other);
}

/** @param {Element} thing @param {number} at */
function hideLater(thing, at) {
  thing.classList.toggle("is-later", Number(thing.getAttribute("data-seq")) > at);
}

/** A button that copies a box, if both are there. @param {string} selector @param {string} boxId */
function watchCopy(selector, boxId) {
  const button = document.querySelector(selector);
  if (!(button instanceof HTMLElement) || !button.hidden) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await copyText(/** @type {HTMLTextAreaElement} */ (byId(boxId)).value);
    flashWord(one(button, "[data-copy-word]"), button.dataset.wordCopied ?? "");
  });
}
