// Keeps [data-live] up to date: the server sends the fragment anew whenever something has changed.
const target = document.querySelector("[data-live]");

function connect(wait) {
  const source = new EventSource(target.dataset.live);
  source.addEventListener("open", () => { wait = 1000; });
  source.addEventListener("message", (event) => {
    if (target.innerHTML !== event.data) target.innerHTML = event.data;
  });
  source.addEventListener("end", () => source.close());
  source.addEventListener("error", () => {
    // The browser tries again by itself after a broken connection, but gives up after an HTTP error.
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(connect, wait, Math.min(wait * 2, 30000));
  });
}

if (target) connect(1000);
