// @ts-check
// What a visitor is asked beside the play is answered in place; without scripts, forms are posted.

import { all, one, postForm } from "./lib/dom.js";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-in-place")) return;
  event.preventDefault();
  const said = one(form, "[data-in-place-said]");
  const { refusal } = await postForm(form, form.dataset.wordTrouble ?? "", event.submitter);
  said.textContent = refusal ? refusal.message : (form.dataset.wordSaid ?? "");
  const choices = refusal ? [] : all(form, "button[aria-pressed]");
  for (const choice of choices) choice.setAttribute("aria-pressed", String(choice === event.submitter));
  if (!refusal && form.hasAttribute("data-survey")) form.replaceChildren(said);
});
