// Shows in #previewed what a form[data-preview] would give, as it is being typed. Without scripts saving shows it.
"use strict";

const SOON_ENOUGH = 300;

function previewing(form) {
  const shown = document.getElementById("previewed");
  let timer;
  let latest = 0;

  async function look() {
    const mine = ++latest;
    const typed = new FormData(form);
    typed.set("shown", document.querySelector("[name=shown]:checked")?.value ?? "");
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: typed });
      const html = await answer.text();
      // A slow answer must not put back what has been typed over since.
      if (answer.ok && mine === latest) shown.innerHTML = html;
    } catch { /* the next letter tries again */ }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(look, SOON_ENOUGH);
  }

  form.addEventListener("input", soon);
  document.querySelectorAll("[name=shown]").forEach((each) => each.addEventListener("change", look));
}

document.querySelectorAll("form[data-preview]").forEach(previewing);
