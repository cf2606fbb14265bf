(function () {
  "use strict";
  var form = document.querySelector("form.search");
  var input = document.getElementById("search");
  var found = form.querySelector(".found");
  var mandates = Array.prototype.map.call(document.querySelectorAll("article.mandate"), function (article) {
    var entry = document.querySelector('.contents li[data-for="' + article.id + '"]');
    return { article: article, entry: entry, text: article.textContent.toLowerCase() };
  });
  function search() {
    var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    var count = 0;
    mandates.forEach(function (one) {
      var hit = words.every(function (word) { return one.text.indexOf(word) >= 0; });
      one.article.hidden = !hit;
      if (one.entry) { one.entry.hidden = !hit; }
      if (hit) { count += 1; }
    });
    found.textContent = words.length === 0
      ? count + (count === 1 ? " mandate" : " mandates")
      : count + " of " + mandates.length + (mandates.length === 1 ? " mandate" : " mandates");
  }
  form.hidden = false;
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  input.addEventListener("input", search);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && document.activeElement === input) { input.value = ""; search(); }
    if (event.key === "/" && document.activeElement !== input) { event.preventDefault(); input.focus(); }
  });
  search();
})();
