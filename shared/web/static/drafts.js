// Keeps what is typed into a form[data-draft] on this device until it is sent: a day at most, and nothing of a field that
// is marked data-no-draft. A change of language, a reload, a lost connection or a session that has ended lose nothing.
"use strict";

const A_DAY = 24 * 3600 * 1000;
const SENT = "draft-sent";

// A browser may refuse to keep anything: then there are no drafts, and nothing else breaks.
const shelf = {
  read(name) { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
  keep(name, value) { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* no drafts */ } },
  drop(name) { try { localStorage.removeItem(name); } catch { /* no drafts */ } },
};

function fields(form) {
  return [...form.elements].filter(
    (each) => each.name && !each.closest("[data-no-draft]") && !["hidden", "file", "password", "submit", "button"].includes(each.type),
  );
}

const ticked = (each) => each.type === "checkbox" || each.type === "radio";

function typed(form) {
  return fields(form).map((each) => [each.name, ticked(each) ? each.value : null, ticked(each) ? each.checked : each.value]);
}

function fill(form, kept) {
  for (const [name, option, value] of kept) {
    const each = fields(form).find((field) => field.name === name && (option === null || field.value === option));
    if (!each) continue;
    if (ticked(each)) each.checked = value; else each.value = value;
    if (value) each.closest("details")?.setAttribute("open", "");
  }
}

function notice(id, form) {
  const shown = document.getElementById(id).content.firstElementChild.cloneNode(true);
  form.before(shown);
  return shown;
}

function draft(form) {
  const name = `draft-${form.dataset.draft}`;
  const first = JSON.stringify(typed(form));
  const kept = shelf.read(name);
  if (kept && Date.now() - kept.at > A_DAY) shelf.drop(name);
  else if (kept && !form.querySelector("[aria-invalid]") && JSON.stringify(kept.typed) !== first) {
    fill(form, kept.typed);
    notice("draft", form).querySelector("button").addEventListener("click", () => {
      shelf.drop(name);
      location.assign(location.pathname);
    });
  }
  form.addEventListener("input", () => shelf.keep(name, { at: Date.now(), typed: typed(form) }));
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) {
      sessionStorage.setItem(SENT, name);
      return;
    }
    event.preventDefault();
    document.getElementById("offline-now")?.remove();
    const shown = notice("offline", form);
    shown.id = "offline-now";
    shown.focus();
  });
}

// Where a form was sent and another page came, it has arrived; a page that shows it again, an error or the sign-in page
// are no such page.
function arrived() {
  let name = null;
  try { name = sessionStorage.getItem(SENT); sessionStorage.removeItem(SENT); } catch { return; }
  if (name && !document.body.hasAttribute("data-unsent") && !document.querySelector("form[data-draft]")) shelf.drop(name);
}

arrived();
document.querySelectorAll("form[data-draft]").forEach(draft);
