// The theme, before the first paint: a classic script in the head, so that nothing flashes.
(function () {
  "use strict";
  var themes = ["light", "dark", "system"];

  function saved() {
    var found = /(?:^|; )theme=([a-z]+)/.exec(document.cookie);
    return found && themes.includes(found[1]) ? found[1] : "system";
  }

  function show(theme) {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }

  function keep(theme) {
    var secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = "theme=" + theme + "; Path=/; Max-Age=31536000; SameSite=Lax" + secure;
  }

  show(saved());
  document.addEventListener("DOMContentLoaded", function () {
    var choice = document.getElementById("theme-choice");
    var select = document.getElementById("theme");
    if (!choice || !select) return;
    choice.hidden = false;
    select.value = saved();
    select.addEventListener("change", function () {
      keep(select.value);
      show(saved());
    });
  });
})();
