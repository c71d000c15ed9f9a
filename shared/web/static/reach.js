// Lets this browser be woken: asks it for a subscription and tells the service. Without a script the part stays hidden.
"use strict";

const part = document.querySelector("[data-push-key]");

function raw(key) {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (each) => each.charCodeAt(0));
}

function say(name) {
  for (const each of part.querySelectorAll("[data-said]")) each.hidden = each.dataset.said !== name;
}

async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted") return say("denied");
  const here = await navigator.serviceWorker.register("/notifications/reach/worker.js", { scope: "/" });
  await navigator.serviceWorker.ready;
  const known = await here.pushManager.getSubscription();
  const subscription =
    known || (await here.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: raw(part.dataset.pushKey) }));
  const answer = await fetch("/notifications/reach/push", { method: "POST", body: JSON.stringify(subscription) });
  if (answer.ok) location.reload(); else say("failed");
}

if (part && "serviceWorker" in navigator && "PushManager" in window) {
  part.hidden = false;
  say("ready");
  part.querySelector("button").addEventListener("click", () => subscribe().catch(() => say("failed")));
} else if (part) {
  part.hidden = false;
  part.querySelector("button").hidden = true;
  say("unable");
}
