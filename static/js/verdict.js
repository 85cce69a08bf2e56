// @ts-check
// The verdict bar: four buttons, four keys, one vote; then the names, and why if one likes.

import { all, byId, fromHtml, keep, kept, one, postForm } from "./lib/dom.js";

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("verdicts"));
const keysBox = /** @type {HTMLInputElement | null} */ (document.getElementById("vote-keys"));
let trouble = "";
/** @type {(text: string) => void} */
let tell = () => {};

/**
 * @param {string} troubleWords said when the server cannot be reached
 * @param {(text: string) => void} tellVisitor shows a sentence above the dock
 */
export function watchVerdicts(troubleWords, tellVisitor) {
  trouble = troubleWords;
  tell = tellVisitor;
  watchReasons();
  if (!form) return;
  one(form, "[data-keys]").hidden = false;
  if (keysBox) {
    keysBox.checked = kept(localStorage, "vote-keys") !== "off";
    keysBox.addEventListener("change", keepKeys);
  }
  showKeys();
  form.addEventListener("submit", vote);
  document.addEventListener("keydown", voteByKey);
}

/** Both sides have finished: the bar appears and takes the focus. */
export function offerVerdicts() {
  if (!form) return;
  form.hidden = false;
  newKey();
  form.focus({ preventScroll: true });
}

export function closeVerdicts() {
  if (form) form.hidden = true;
}

/** The same key with the same vote gives the same answer, however often it is sent. */
function newKey() {
  const field = /** @type {HTMLInputElement} */ (form?.elements.namedItem("idempotency_key"));
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  field.value = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {SubmitEvent} event */
async function vote(event) {
  event.preventDefault();
  if (!form || form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  if (!form.idempotency_key.value) newKey();
  const { data, refusal } = await postForm(form, trouble, event.submitter);
  form.removeAttribute("aria-busy");
  if (!refusal) reveal(data.html);
  else if (refusal.url) location.assign(refusal.url);
  else tell(refusal.message);
}

/** @param {string} html */
function reveal(html) {
  const section = fromHtml(html);
  section.classList.add("reveal--fresh");
  byId("reveal").replaceChildren(section);
  byId("dock").remove();
  document.removeEventListener("keydown", voteByKey);
  tell("");
  for (const card of all(section, "[data-card]")) nameSide(card);
  watchReasons();
  section.focus({ preventScroll: true });
  section.scrollIntoView({ block: "start", behavior: "smooth" });
}

/** The heads of the answers get their names too. @param {HTMLElement} card */
function nameSide(card) {
  for (const reply of all(document, `[data-side="${card.dataset.card}"]`)) {
    one(reply, "[data-who]").textContent = card.dataset.name ?? "";
    reply.classList.toggle("reply--chosen", card.classList.contains("card--won"));
  }
}

/** @param {KeyboardEvent} event */
function voteByKey(event) {
  if (!form || form.hidden || !keysBox?.checked || event.repeat) return;
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const hint = form.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const button = hint?.closest("button");
  if (!button) return;
  event.preventDefault();
  form.requestSubmit(button);
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  const isBox = target instanceof HTMLInputElement && target.type === "checkbox";
  return !isBox && target.closest("input, textarea, select, [contenteditable]") !== null;
}

function keepKeys() {
  keep(localStorage, "vote-keys", keysBox?.checked ? "" : "off");
  showKeys();
}

function showKeys() {
  for (const hint of all(form ?? document, "[data-key]")) {
    hint.hidden = !keysBox?.checked;
    const button = hint.closest("button");
    if (keysBox?.checked) button?.setAttribute("aria-keyshortcuts", hint.dataset.key ?? "");
    else button?.removeAttribute("aria-keyshortcuts");
  }
}

function watchReasons() {
  const reasons = /** @type {HTMLFormElement | null} */ (document.getElementById("reasons"));
  if (!reasons) return;
  one(reasons, "button").hidden = true; // ticking saves
  reasons.addEventListener("change", async () => {
    const status = one(reasons, "[data-reasons-said]");
    const { refusal } = await postForm(reasons, trouble);
    status.textContent = refusal ? refusal.message : (status.dataset.saved ?? "");
  });
  reasons.addEventListener("submit", (event) => event.preventDefault());
}
