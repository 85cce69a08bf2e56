// @ts-check
// How the line to the server is: a dot with a word and its delay, and a banner when it is cut.

import { byId, one } from "./lib/dom.js";

const BANNER_MS = 1500; // a cut that is shorter is nobody's business
const wire = byId("wire");
const banner = byId("cut");
let isOpen = false;
let waiting = 0;

/** @param {"opening" | import("./lib/socket.js").State} state */
export function showWire(state) {
  const { wordOpen, wordOpening, wordCut, wordResting } = wire.dataset;
  const word = { open: wordOpen, opening: wordOpening, cut: wordCut, resting: wordResting }[state];
  isOpen = state === "open";
  wire.hidden = false;
  wire.dataset.state = state;
  one(wire, "[data-wire-words]").textContent = word ?? "";
  clearTimeout(waiting);
  if (isOpen) banner.hidden = true;
  else if (state !== "opening") waiting = setTimeout(() => (banner.hidden = false), BANNER_MS);
}

/** @param {number} lagMs */
export function showLag(lagMs) {
  if (isOpen) one(wire, "[data-wire-words]").textContent = `${wire.dataset.wordOpen} · ${lagMs} ms`;
}
