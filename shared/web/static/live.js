// Keeps [data-live] regions true: shows each fragment its stream sends, and comes back whenever the stream is lost.
"use strict";

const SOON = 1000;
const SELDOM = 30000;
// The stream says something every fifteen seconds: what was silent for twice as long is dead.
const SILENCE = 30000;

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

// What the page says while it hears nothing: since when, in the reader's own words and clock.
function awayNotice(region) {
  const there = document.querySelector("[data-away]");
  const notice = there ?? document.getElementById("away")?.content.firstElementChild.cloneNode(true) ?? document.createElement("p");
  if (!there) region.before(notice);
  const since = document.createElement("span");
  notice.append(" ", since);
  const words = document.getElementById("last-news")?.content.textContent ?? "";
  const format = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
  return {
    show(last) {
      const time = new Date(last).toLocaleTimeString(document.documentElement.lang, format);
      const said = words.replace("{time}", time);
      if (since.textContent !== said) since.textContent = said;
      notice.hidden = false;
    },
    hide() { notice.hidden = true; },
  };
}

function follow(region) {
  const said = document.createElement("p");
  said.className = "hidden";
  said.setAttribute("role", "status");
  region.after(said);
  const away = awayNotice(region);
  let wait = SOON;
  let last = Date.now();
  let tried = Date.now();
  let source;
  let timer;

  function alive() {
    last = Date.now();
    wait = SOON;
    away.hide();
  }

  function connect() {
    clearTimeout(timer);
    source?.close();
    tried = Date.now();
    source = new EventSource(region.dataset.live);
    source.onopen = alive;
    source.onmessage = (event) => { alive(); show(region, event.data, said); };
    source.addEventListener("alive", alive);
    source.onerror = () => {
      away.show(last);
      if (source.readyState !== EventSource.CLOSED) return; // the browser itself tries again
      timer = setTimeout(connect, wait);
      wait = Math.min(2 * wait, SELDOM);
    };
  }

  // A server that is frozen closes nothing, and a network that is gone says nothing: then it is the silence that tells.
  function listen() {
    if (Date.now() - last < SILENCE) return;
    away.show(last);
    if (Date.now() - tried >= SILENCE) connect();
  }

  const ear = setInterval(listen, SOON);
  addEventListener("offline", () => away.show(last));
  addEventListener("online", connect);
  // A phone that wakes up looks at once.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    listen();
    if (source.readyState === EventSource.CLOSED) connect();
  });
  addEventListener("pagehide", () => { clearTimeout(timer); clearInterval(ear); source.close(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
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
