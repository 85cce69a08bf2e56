// @ts-check
// The three questions are answered in place; a page without scripts posts them.

import { one, postForm } from "./lib/dom.js";

document.addEventListener("submit", async (event) => {
  const survey = event.target;
  if (!(survey instanceof HTMLFormElement) || !survey.hasAttribute("data-survey")) return;
  event.preventDefault();
  const said = one(survey, "[data-survey-said]");
  const { refusal } = await postForm(survey, survey.dataset.wordTrouble ?? "");
  said.textContent = refusal ? refusal.message : (survey.dataset.wordThanks ?? "");
  if (refusal) return;
  for (const child of [...survey.children]) if (!child.contains(said)) child.remove();
  said.previousElementSibling?.remove();
});
