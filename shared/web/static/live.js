// Keeps [data-live] regions true: shows each fragment its stream sends, and comes back whenever the stream is lost.
"use strict";

const SOON = 1000;
const SELDOM = 30000;

function show(region, html, said) {
  const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
  const opened = [...region.querySelectorAll("details[open][id]")].map((each) => each.id);
  region.innerHTML = html;
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  // As it is read: what stands apart on the page is said apart.
  const news = region.querySelector("[data-announce]")?.innerText.trim().replace(/\s*\n\s*/g, ", ") ?? "";
  if (news !== said.textContent) said.textContent = news;
}

function follow(region) {
  const said = document.createElement("p");
  said.className = "hidden";
  said.setAttribute("role", "status");
  region.after(said);
  const away = document.querySelector("[data-away]");
  let wait = SOON;
  let source;
  let timer;

  function connect() {
    clearTimeout(timer);
    source = new EventSource(region.dataset.live);
    source.onopen = () => { if (away) away.hidden = true; };
    source.onmessage = (event) => { wait = SOON; show(region, event.data, said); };
    source.onerror = () => {
      if (away) away.hidden = false;
      if (source.readyState !== EventSource.CLOSED) return; // the browser itself tries again
      timer = setTimeout(connect, wait);
      wait = Math.min(2 * wait, SELDOM);
    };
  }

  // A phone that wakes up looks at once.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && source.readyState === EventSource.CLOSED) connect();
  });
  addEventListener("pagehide", () => { clearTimeout(timer); source.close(); });
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  connect();
}

// On a phone the list of pages is wider than the screen: it begins where one is.
function begin(here) {
  const pages = here.closest(".pages");
  pages.scrollLeft = here.offsetLeft - (pages.clientWidth - here.offsetWidth) / 2;
}

document.querySelectorAll(".pages [aria-current]").forEach(begin);
document.querySelectorAll("[data-live]").forEach(follow);

// A page that answered a form: going back to it, or loading it anew, must not send the form again.
history.replaceState(history.state, "", location.href);
