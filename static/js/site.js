// @ts-check
// What every page does: tells when the connection is gone, and sends forms that send themselves.

const offline = document.getElementById("offline");

function showConnection() {
  if (offline) offline.hidden = navigator.onLine;
}

window.addEventListener("online", showConnection);
window.addEventListener("offline", showConnection);
showConnection();

for (const field of document.querySelectorAll("[data-submit-on-change]")) {
  field.addEventListener("change", () => /** @type {HTMLSelectElement} */ (field).form?.submit());
}
