// @ts-check
// Two short sounds, off until somebody switches them on: it is your turn, it is over.

import { keep, kept } from "./lib/dom.js";

const KEPT_AS = "match-sound";
const SECONDS = 0.14;
/** Tones one after the other, in hertz. */
const SOUNDS = { turn: [660], end: [523, 784] };
/** @type {AudioContext | null} */
let speaker = null;

/** Called whenever the switch is new. */
export function watchSound() {
  const box = document.getElementById("match-sound");
  if (!(box instanceof HTMLInputElement) || box.dataset.isWatched) return;
  box.dataset.isWatched = "yes";
  box.checked = kept(localStorage, KEPT_AS) === "on";
  const line = box.closest("[data-sound]");
  if (line instanceof HTMLElement) line.hidden = false;
  box.addEventListener("change", () => {
    keep(localStorage, KEPT_AS, box.checked ? "on" : "");
    playSound("turn");
  });
}

/** @param {keyof typeof SOUNDS} name */
export function playSound(name) {
  if (kept(localStorage, KEPT_AS) !== "on") return;
  speaker ??= new AudioContext();
  SOUNDS[name].forEach((hertz, place) => playTone(/** @type {AudioContext} */ (speaker), hertz, place * SECONDS));
}

/** It fades, so that it ends without a click. @param {AudioContext} audio @param {number} hertz @param {number} after */
function playTone(audio, hertz, after) {
  const tone = new OscillatorNode(audio, { frequency: hertz });
  const volume = new GainNode(audio, { gain: 0.12 });
  const begin = audio.currentTime + after;
  volume.gain.setValueAtTime(0.12, begin);
  volume.gain.exponentialRampToValueAtTime(0.001, begin + SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start(begin);
  tone.stop(begin + SECONDS);
}
