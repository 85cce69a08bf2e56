// @ts-check
// The clock counts down what the server said was left. Only the server decides that time is up.

import { byId, one } from "./lib/dom.js";

const NEAR_SECONDS = 10;
const TICK_MS = 200;
let ticking = 0;

/** Called whenever the clock was drawn. */
export function watchClock() {
  clearInterval(ticking);
  const clock = document.querySelector("[data-clock][data-left]");
  if (!(clock instanceof HTMLElement)) return;
  const end = performance.now() + 1000 * Number(clock.dataset.left);
  const seconds = one(clock, "[data-clock-seconds]");
  const isOwn = clock.classList.contains("clock--own");
  let wasSaid = Number(clock.dataset.left) <= NEAR_SECONDS;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    seconds.textContent = String(left);
    clock.classList.toggle("clock--near", left <= NEAR_SECONDS);
    if (left > NEAR_SECONDS || wasSaid || !isOwn) return;
    wasSaid = true;
    byId("match-words").textContent = clock.dataset.wordNear ?? "";
  };
  ticking = setInterval(tick, TICK_MS);
  tick();
}
