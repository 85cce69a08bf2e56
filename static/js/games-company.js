// @ts-check
// Whether the other player is there: after a while away a countdown, after it the match can be
// ended. The server has the last word.

import { byId, one } from "./lib/dom.js";

const TICK_MS = 250;
const TOLD_AFTER_SECONDS = 5;
let counting = 0;
let wasHere = "";

/** Called whenever it was drawn. */
export function watchCompany() {
  clearInterval(counting);
  tellChange();
  const away = document.querySelector("[data-away]");
  if (!(away instanceof HTMLElement)) return;
  const drawnAt = performance.now();
  const [absent, claimableIn] = [Number(away.dataset.absent), Number(away.dataset.claimableIn)];
  const [wait, claim] = [one(away, "[data-away-wait]"), one(away, "[data-claim]")];
  const tick = () => {
    const passed = (performance.now() - drawnAt) / 1000;
    const left = Math.ceil(claimableIn - passed);
    wait.hidden = left <= 0 || absent + passed < TOLD_AFTER_SECONDS;
    claim.hidden = left > 0;
    one(away, "[data-away-seconds]").textContent = String(Math.max(0, left));
    if (left <= 0) clearInterval(counting);
  };
  counting = setInterval(tick, TICK_MS);
  tick();
}

/** Who cannot see the dot is told when it changes. */
function tellChange() {
  const other = document.querySelector("[data-is-here]");
  const isHere = other instanceof HTMLElement ? (other.dataset.isHere ?? "") : "";
  if (wasHere && isHere && isHere !== wasHere && other) {
    byId("match-words").textContent = one(other, "[data-company-words]").textContent;
  }
  wasHere = isHere;
}
