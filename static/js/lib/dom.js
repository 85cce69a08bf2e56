// @ts-check
// Small hands for the page: find, make, send, copy.

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/**
 * The first element inside root, or an error that names what is missing.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function one(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`there is no ${selector} here`);
  return found;
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export function all(root, selector) {
  return [...root.querySelectorAll(selector)].filter((found) => found instanceof HTMLElement);
}

/**
 * Fragments come from our own templates, escaped there.
 * @param {string} html
 * @returns {HTMLElement}
 */
export function fromHtml(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  const found = template.content.firstElementChild;
  if (!(found instanceof HTMLElement)) throw new Error("the fragment is empty");
  return found;
}

/**
 * @typedef {{kind: string, message: string, url?: string}} Refusal
 * @typedef {{data: any, refusal: null} | {data: null, refusal: Refusal}} Outcome
 */

/**
 * Post a form as it stands and read the JSON answer. A server that cannot be reached or that
 * answers with something else is a refusal too, in the words given.
 * @param {HTMLFormElement} form
 * @param {string} trouble
 * @param {HTMLElement | null} [submitter]
 * @returns {Promise<Outcome>}
 */
export async function postForm(form, trouble, submitter = null) {
  const fields = new FormData(form, submitter);
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: fields,
      headers: { Accept: "application/json" },
    });
    const data = await response.json();
    if (response.ok) return { data, refusal: null };
    return { data: null, refusal: data.error ?? { kind: "trouble", message: trouble } };
  } catch {
    return { data: null, refusal: { kind: "trouble", message: trouble } };
  }
}

/**
 * Copy text, also where the clipboard is shut because the page came over plain http.
 * @param {string} text
 */
export async function copyText(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const before = document.activeElement;
  const box = document.createElement("textarea");
  box.value = text;
  box.className = "visually-hidden";
  document.body.append(box);
  box.select();
  document.execCommand("copy");
  box.remove();
  if (before instanceof HTMLElement) before.focus();
}

/**
 * Show another word for a moment.
 * @param {HTMLElement} element
 * @param {string} word
 */
export function flashWord(element, word) {
  const usual = element.dataset.usual ?? element.textContent ?? "";
  element.dataset.usual = usual;
  element.textContent = word;
  setTimeout(() => (element.textContent = usual), 1500);
}

/**
 * What a visitor chose is kept where storage is allowed, and forgotten where it is not.
 * @param {Storage} storage
 * @param {string} key
 * @param {string} value "" forgets
 */
export function keep(storage, key, value) {
  try {
    if (value) storage.setItem(key, value);
    else storage.removeItem(key);
  } catch {
    // private windows may refuse; then nothing is kept
  }
}

/**
 * @param {Storage} storage
 * @param {string} key
 * @returns {string}
 */
export function kept(storage, key) {
  try {
    return storage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
