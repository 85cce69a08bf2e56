// @ts-check
// The check for robots, in the background: it begins when its form gets the focus and puts its
// token into the hidden field. ALTCHA is worked out here; reCAPTCHA comes from its provider, on
// the pages that ask for it.

import { one } from "./lib/dom.js";

/** @type {WeakMap<HTMLFormElement, Promise<void>>} */
const running = new WeakMap();
const kinds = {
  altcha: solveAltcha,
  "recaptcha-2": showRecaptcha,
  "recaptcha-3": askRecaptcha,
  test: async () => {},
};

for (const box of document.querySelectorAll("[data-captcha]")) {
  const form = box.closest("form");
  if (form) watch(form, /** @type {HTMLElement} */ (box));
}

/** @param {HTMLFormElement} form @param {HTMLElement} box */
function watch(form, box) {
  const begin = () => void passed(form);
  if (box.dataset.captcha === "recaptcha-2") begin();
  else form.addEventListener("focusin", begin, { once: true });
  if (form.dataset.composer) return; // composer.js waits by itself
  let hasTried = false; // without a token the form goes too: the server says what is wrong
  form.addEventListener("submit", async (event) => {
    if (field(form).value || hasTried) return;
    event.preventDefault();
    await passed(form);
    hasTried = true;
    if (event.submitter) form.requestSubmit(event.submitter);
    else form.requestSubmit();
  });
}

/**
 * Resolves when the field holds a token, or when none can be had: then the server says so.
 * @param {HTMLFormElement} form
 * @returns {Promise<void>}
 */
export function passed(form) {
  let check = running.get(form);
  if (!check || (!field(form).value && box(form).dataset.state === "failed")) {
    check = run(form);
    running.set(form, check);
  }
  return check;
}

/** A token is good for one use: get another. @param {HTMLFormElement} form */
export function renew(form) {
  field(form).value = "";
  running.delete(form);
  return passed(form);
}

/** @param {HTMLFormElement} form */
async function run(form) {
  const place = box(form);
  const kind = /** @type {keyof typeof kinds} */ (place.dataset.captcha);
  if (kind !== "recaptcha-2") say(place, "working");
  try {
    await kinds[kind](place, (token) => (field(form).value = token));
    say(place, kind === "test" ? "" : "done");
  } catch {
    say(place, "failed");
  }
}

/** @param {HTMLElement} place @param {string} state */
function say(place, state) {
  place.dataset.state = state;
  one(place, "[data-captcha-status]").textContent = place.dataset[state] ?? "";
}

/** @param {HTMLFormElement} form */
function box(form) {
  return one(form, "[data-captcha]");
}

/** @param {HTMLFormElement} form */
function field(form) {
  return /** @type {HTMLInputElement} */ (one(form, "input[name=captcha]"));
}

/** @param {HTMLElement} place @param {(token: string) => void} give */
async function solveAltcha(place, give) {
  const response = await fetch(place.dataset.challengeUrl ?? "", { cache: "no-store" });
  if (!response.ok) throw new Error(`no challenge: ${response.status}`);
  const challenge = await response.json();
  const startedAt = performance.now();
  const number = await findNumber(place.dataset.workerUrl ?? "", challenge);
  const took = Math.round(performance.now() - startedAt);
  const { algorithm, salt, signature } = challenge;
  give(btoa(JSON.stringify({ algorithm, challenge: challenge.challenge, number, salt, signature, took })));
}

/** @param {string} url @param {object} challenge @returns {Promise<number>} */
function findNumber(url, challenge) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(url);
    worker.onmessage = ({ data }) => {
      worker.terminate();
      if (data === null) reject(new Error("no number fits the challenge"));
      else resolve(data);
    };
    worker.onerror = reject;
    worker.postMessage(challenge);
  });
}

/** @param {string} url @returns {Promise<any>} the provider's object, ready */
async function loadRecaptcha(url) {
  const script = document.createElement("script");
  script.src = url;
  script.async = true;
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  const { grecaptcha } = /** @type {any} */ (window);
  await new Promise((resolve) => grecaptcha.ready(resolve));
  return grecaptcha;
}

/** Version 3: a score, nothing to see. @param {HTMLElement} place @param {(token: string) => void} give */
async function askRecaptcha(place, give) {
  const grecaptcha = await loadRecaptcha(place.dataset.scriptUrl ?? "");
  give(await grecaptcha.execute(place.dataset.siteKey, { action: place.dataset.action }));
}

/** Version 2: a box to tick. @param {HTMLElement} place @param {(token: string) => void} give */
async function showRecaptcha(place, give) {
  const grecaptcha = await loadRecaptcha(place.dataset.scriptUrl ?? "");
  const token = await new Promise((resolve) => {
    grecaptcha.render(one(place, "[data-captcha-box]"), {
      sitekey: place.dataset.siteKey,
      callback: resolve,
      "expired-callback": () => give(""),
    });
  });
  give(token);
}
