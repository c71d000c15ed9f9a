// The list follows what comes; without this a reload does.
const list = document.getElementById("list");
const address = `/list?to=${encodeURIComponent(list.dataset.to)}&mail=${list.dataset.mail}`;

async function refresh() {
  const answer = await fetch(address);
  if (answer.ok) list.innerHTML = await answer.text();
}

new EventSource("/changes").onmessage = refresh;
document.getElementById("to").addEventListener("change", (event) => event.target.form.submit());
