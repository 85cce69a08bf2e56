// @ts-check
// The box for prompts: grows with the text, sends with Enter, loses nothing.

import { all, keep, kept, one, postForm } from "./lib/dom.js";

const FEW_LEFT = 500;
const hasTouch = window.matchMedia("(pointer: coarse)");

for (const form of document.querySelectorAll("form[data-composer]")) {
  if (form instanceof HTMLFormElement) compose(form);
}

/** @param {HTMLFormElement} form */
function compose(form) {
  const box = /** @type {HTMLTextAreaElement} */ (one(form, "textarea"));
  const draftKey = `draft:${location.pathname}`;
  if (!box.value) box.value = kept(sessionStorage, draftKey);
  const changed = () => {
    keep(sessionStorage, draftKey, box.value);
    fit(box);
    countLeft(form, box);
  };
  box.addEventListener("input", changed);
  box.addEventListener("keydown", (event) => sendWithEnter(event, form));
  form.addEventListener("agon:sent", changed);
  for (const button of all(form, "[data-fill]")) {
    /** @type {HTMLButtonElement} */ (button).type = "button";
    button.addEventListener("click", () => {
      box.value = /** @type {HTMLButtonElement} */ (button).value;
      box.focus();
      changed();
    });
  }
  changed();
  if (form.dataset.composer === "open") startsBattles(form, draftKey);
}

/** @param {KeyboardEvent} event @param {HTMLFormElement} form */
function sendWithEnter(event, form) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || hasTouch.matches) return;
  event.preventDefault();
  form.requestSubmit();
}

/** Where the browser cannot size the box by itself. @param {HTMLTextAreaElement} box */
function fit(box) {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.blockSize = "auto";
  box.style.blockSize = `${box.scrollHeight + 2}px`;
}

/** @param {HTMLFormElement} form @param {HTMLTextAreaElement} box */
function countLeft(form, box) {
  const count = form.querySelector("[data-count]");
  if (!(count instanceof HTMLElement)) return;
  const left = box.maxLength - box.value.length;
  count.hidden = left > FEW_LEFT;
  count.textContent = count.hidden ? "" : `${left} ${count.dataset.words}`;
}

/** The form of the opening page. @param {HTMLFormElement} form @param {string} draftKey */
function startsBattles(form, draftKey) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    showError(form, "");
    const { data, refusal } = await sendChecked(form);
    if (refusal) {
      form.removeAttribute("aria-busy");
      showError(form, refusal.message);
      return;
    }
    keep(sessionStorage, draftKey, "");
    location.assign(data.url);
  });
  // A page that comes back from the history is ready again.
  window.addEventListener("pageshow", () => form.removeAttribute("aria-busy"));
}

/** Send, with the check for robots where the page asks for it. @param {HTMLFormElement} form */
async function sendChecked(form) {
  const trouble = form.dataset.trouble ?? "";
  if (!form.querySelector("[data-captcha]")) return postForm(form, trouble);
  const { passed, renew } = await import("./captcha.js");
  await passed(form);
  const outcome = await postForm(form, trouble);
  if (outcome.refusal?.kind === "captcha") renew(form);
  return outcome;
}

/** @param {HTMLFormElement} form @param {string} message */
function showError(form, message) {
  const place = one(form, ".form-error");
  place.textContent = message;
  place.hidden = !message;
}
